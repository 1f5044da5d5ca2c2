"""Questions about a played life, each about one turn of it, which is its evidence."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.evaluation.questions import noon
from siliconfriend.evaluation.synthesis.living import Dialogue, Stage, ask
from siliconfriend.language import words
from siliconfriend.models.base import Message, Role

if TYPE_CHECKING:
    from datetime import date

    from siliconfriend.evaluation.synthesis.cast import Character


@dataclass(frozen=True, slots=True)
class Probe:
    """The `turn`th turn of `day`, to be asked about."""

    day: date
    turn: int


def probes(life: Mapping[date, Dialogue], count: int, seed: str) -> list[Probe]:
    """`count` turns, each another one as far as there are so many, in their order."""
    everything = [Probe(day, turn) for day, dialogue in life.items() for turn in range(len(dialogue))]
    drawn = random.Random(seed).sample(everything, min(count, len(everything)))  # noqa: S311 - nothing secret
    return sorted(drawn, key=lambda one: (one.day, one.turn))


async def probe(
    stage: Stage, who: Character, life: Mapping[date, Dialogue], about: Probe
) -> tuple[str, str] | None:
    """A question about that turn and its answer; None where the model's words hold none.

    Raises:
        ModelError: the model gave no words.
    """
    say = words(stage.language)
    said, replied = life[about.day][about.turn]
    wanted = say("synthesis.question", name=who.name, day=about.day.isoformat(), said=said, replied=replied)
    text = await ask(stage, who, [Message(Role.USER, wanted.strip())], noon(about.day))
    question = re.search(say("synthesis.question_line"), text)
    answer = re.search(say("synthesis.answer_line"), text)
    if not question or not answer or not any(map(str.isalnum, question[1])) or "…" in question[1]:
        return None
    return question[1].strip(), answer[1].strip()
