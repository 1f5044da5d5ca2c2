"""One day in a played person's life: the model speaks as the person, the companion answers by its true path."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from siliconfriend.companion import Companion
from siliconfriend.evaluation.answering.patience import whole_reply
from siliconfriend.evaluation.temporary_bank import temporary_bank
from siliconfriend.language import words
from siliconfriend.memory.exchange.person import Ours, PastTurn, Person
from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.records import TurnState
from siliconfriend.models.base import Message, ModelError, Prompt, Role, Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from siliconfriend.evaluation.answering.pacing import Pace
    from siliconfriend.evaluation.synthesis.cast import Character
    from siliconfriend.language import Language
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Embedder
    from siliconfriend.models.base import ChatModel
    from siliconfriend.settings import Settings

EVENING = time(19)
BETWEEN_TURNS = timedelta(minutes=3)
REMEMBERED = 24
"""Turns of earlier days that a played person is reminded of: without them nobody's life would hang together."""

Dialogue = list[tuple[str, str]]
"""What was said and what was answered."""


class SilentError(ModelError):
    """A played person said nothing."""

    code = "empty_reply"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a life is played with."""

    model: ChatModel
    settings: Settings
    embedder: Embedder | None
    language: Language
    pace: Pace
    seed: int

    @property
    def sampling(self) -> Sampling:
        """How everything is drawn."""
        return Sampling.of(self.settings.chat, self.seed)


async def live(
    stage: Stage, who: Character, before: Mapping[date, Dialogue], day: date, topics: Sequence[str], turns: int
) -> Dialogue:
    """A day of `turns` turns about `topics`, after the days `before` it.

    Raises:
        ModelError: the model could not go on.
        MemoryBankError: there is no room for the temporary bank.
    """
    made = _bank(stage, who, before, _moment(day, 0))
    bank = await asyncio.to_thread(made.__enter__)
    try:
        dialogue: Dialogue = []
        conversation = await asyncio.to_thread(bank.begin_conversation, _moment(day, 0))
        for number in range(turns):
            said = await _person_says(stage, who, before, day, topics, dialogue)
            now = _moment(day, number)
            dialogue.append((said, await _companion_says(stage, bank, conversation, said, now)))
        return dialogue
    finally:
        await asyncio.to_thread(made.__exit__, None, None, None)


def _moment(day: date, number: int) -> datetime:
    return datetime.combine(day, EVENING).astimezone() + number * BETWEEN_TURNS


@contextmanager
def _bank(stage: Stage, who: Character, before: Mapping[date, Dialogue], now: datetime) -> Iterator[Bank]:
    history = {day: [PastTurn(*turn) for turn in dialogue] for day, dialogue in before.items()}
    person = Person(who.name, history, {}, {}, "", "", {}, Ours())
    with temporary_bank([person], stage.language, now, Curve(enabled=False)) as bank:
        if stage.embedder is not None:
            bank.attach(stage.embedder)
            bank.embed_missing()
        yield bank


async def _person_says(
    stage: Stage,
    who: Character,
    before: Mapping[date, Dialogue],
    day: date,
    topics: Sequence[str],
    dialogue: Dialogue,
) -> str:
    say = words(stage.language)
    earlier = [f"{past.isoformat()}: {said}" for past, turns in before.items() for said, _ in turns][-REMEMBERED:]
    told = say("synthesis.person", name=who.name, personality=who.personality, day=day.isoformat())
    told += "\n" + say("synthesis.topics", topics=say("synthesis.between").join(topics))
    if earlier:
        told += "\n\n" + say("synthesis.earlier", turns="\n".join(earlier))
    messages = [Message(Role.SYSTEM, told), Message(Role.USER, say("synthesis.begin"))]
    for said, answered in dialogue:
        messages += [Message(Role.ASSISTANT, said), Message(Role.USER, answered)]
    said = spoken(await ask(stage, who, messages, _moment(day, len(dialogue))), who.name)
    if not said:
        raise SilentError(host=stage.model.destination or stage.model.name)
    return said


async def _companion_says(stage: Stage, bank: Bank, conversation: int, said: str, now: datetime) -> str:
    companion = Companion(bank, stage.model, stage.settings, clock=lambda: now)
    turn = await asyncio.to_thread(bank.ask, conversation, said, now)
    prompt, recalled = await asyncio.to_thread(companion.question, turn, companion.budget)
    reply = (await whole_reply(stage.model, prompt, stage.sampling, stage.pace)).strip()
    await asyncio.to_thread(
        lambda: bank.answer(
            turn.id, reply, state=TurnState.FINISHED, now=now, model=stage.model.name, recalled=recalled
        )
    )
    return reply


async def ask(stage: Stage, who: Character, messages: Sequence[Message], now: datetime) -> str:
    """What the model says to these messages.

    Raises:
        ModelError: nothing could be had.
    """
    prompt = Prompt(tuple(messages), messages[-1].content, who.name, stage.language, now)
    return await whole_reply(stage.model, prompt, stage.sampling, stage.pace)


def spoken(text: str, name: str) -> str:
    """What was said, without the name that models put before it, and without quotation marks around it."""
    said = re.sub(rf"^\W*{re.escape(name)}\W*[:：]\s*", "", text.strip())
    quoted = re.fullmatch(r"[\"“「](.*)[\"”」]", said, re.DOTALL)
    return (quoted[1] if quoted and '"' not in quoted[1] else said).strip()
