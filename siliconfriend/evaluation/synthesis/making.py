"""The whole play: everybody's days and the questions about them, kept as they come, and written as data."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from siliconfriend.evaluation.answering.grouped import first
from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.evaluation.synthesis.living import Dialogue, Stage, live
from siliconfriend.evaluation.synthesis.probing import probe, probes
from siliconfriend.language import words
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.models.base import ModelError

if TYPE_CHECKING:
    from siliconfriend.evaluation.answering.journal import Journal
    from siliconfriend.evaluation.synthesis.cast import Character

TOPICS_A_DAY = 2
LONGEST_GAP = 3
"""Days between two talks, at most."""

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Play:
    """How much is played: `days` of `turns` turns each from `start` on, and `questions` to every person."""

    days: int
    turns: int
    questions: int
    start: date


@dataclass(slots=True)
class Life:
    """What came of one person: the days, the questions with their answers and turns, and what ended it early."""

    who: Character
    days: dict[date, Dialogue] = field(default_factory=dict)
    asked: list[tuple[str, str, date, int]] = field(default_factory=list)
    skipped: int = 0
    error: ModelError | None = None


async def play(stage: Stage, people: Sequence[Character], wanted: Play, journal: Journal, tell: Tell) -> list[Life]:
    """Everybody's life; what `journal` holds of it already is not played again.

    Raises:
        EvaluationError: this model cannot play.
        MemoryBankError: something could not be written.
    """
    if stage.model.context_tokens == 0:
        raise EvaluationError("no_player", model=stage.model.name)
    made = _Making(stage, wanted, journal, tell, len(people) * (wanted.days + wanted.questions))
    lives = [Life(who) for who in people]
    try:
        async with asyncio.TaskGroup() as group:
            for life in lives:
                group.create_task(made.life(life))
    except* MemoryBankError as errors:
        raise first(errors) from None
    return lives


class _Making:
    def __init__(self, stage: Stage, wanted: Play, journal: Journal, tell: Tell, total: int) -> None:
        self._stage = stage
        self._wanted = wanted
        self._journal = journal
        self._tell = tell
        self._done, self._total = 0, total

    async def life(self, life: Life) -> None:
        async with self._stage.pace.slots:
            try:
                await self._days(life)
                await self._questions(life)
            except ModelError as error:
                life.error = error

    async def _days(self, life: Life) -> None:
        draw = random.Random(f"{self._stage.seed}/{life.who.name}")  # noqa: S311 - nothing secret
        subjects = words(self._stage.language).all("synthesis.subjects")
        day = self._wanted.start
        for _ in range(self._wanted.days):
            topics = draw.sample(subjects, TOPICS_A_DAY)
            key = ("day", life.who.name, day.isoformat())
            kept = self._journal.get(key)
            if kept is None:
                kept = await live(self._stage, life.who, life.days, day, topics, self._wanted.turns)
                self._journal.keep(key, kept)
            life.days[day] = [(said, replied) for said, replied in kept]
            day += timedelta(days=draw.randint(1, LONGEST_GAP))
            self._step()

    async def _questions(self, life: Life) -> None:
        for about in probes(life.days, self._wanted.questions, f"{self._stage.seed}/{life.who.name}"):
            key = ("question", life.who.name, about.day.isoformat(), str(about.turn))
            kept = self._journal.get(key)
            if kept is None:
                kept = {"asked": await probe(self._stage, life.who, life.days, about)}
                self._journal.keep(key, kept)
            if kept["asked"]:
                question, answer = kept["asked"]
                life.asked.append((question, answer, about.day, about.turn))
            else:
                life.skipped += 1
            self._step()

    def _step(self) -> None:
        self._done += 1
        self._tell(self._done, self._total)


def as_bank(lives: Sequence[Life], setup: dict[str, Any]) -> bytes:
    """The lives in the MemoryBank format, each marked as synthetic."""
    people = {
        life.who.name: {
            "name": life.who.name,
            "summary": {},
            "personality": {},
            "overall_history": "",
            "overall_personality": "",
            "history": {
                day.isoformat(): [{"query": said, "response": replied} for said, replied in dialogue]
                for day, dialogue in life.days.items()
            },
            "meta_information": {"synthetic": True, "character": life.who.personality, **setup},
        }
        for life in lives
    }
    return json.dumps(people, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n"


def as_questions(lives: Sequence[Life]) -> bytes:
    """Their questions, asked the day after the last talk, one a line."""
    lines = [
        {
            "user": life.who.name,
            "question": question,
            "evidence": [[day.isoformat(), turn]],
            "answer": answer,
            "kind": ["single"],
            "now": (max(life.days) + timedelta(days=1)).isoformat(),
            "synthetic": True,
        }
        for life in lives
        for question, answer, day, turn in life.asked
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return text.encode("utf-8", "backslashreplace")
