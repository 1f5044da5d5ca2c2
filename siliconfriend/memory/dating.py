"""The days a question asks about, and whether a memory belongs to them.

A memory belongs to a day when it was said then, or when it says itself, seen from its own day, that it was then
("yesterday I went …").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from siliconfriend.both_ends import both_ends
from siliconfriend.memory.times import Kind as Stretch
from siliconfriend.memory.times import Named, conversations_named, times_named

if TYPE_CHECKING:
    from datetime import date, datetime

    from siliconfriend.memory.records import Memory
    from siliconfriend.memory.store.surroundings import Surroundings

PRECISION = {
    Stretch.DAY: 1.0,
    Stretch.WEEK: 0.7,
    Stretch.SPAN: 0.5,
    Stretch.MONTH: 0.5,
    Stretch.SEASON: 0.4,
    Stretch.YEAR: 0.25,
}
TOLD_WITHIN = timedelta(days=10)
"""How long before or after a day people still speak of it as yesterday, last Friday, next week."""
TOLD_OF = 0.85

ALSO_LOOK = timedelta(days=3)
MOST_OF_A_TIME = 200

_GREETING = re.compile(
    r"\b(?:hello|hi|hey|how are (?:you|things)|how's it going|how do you do)\b"
    r"|[你您]好|早上好|下午好|晚上好|今天怎么样",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The days `first` to `last` that a question asks about; `precision` in (0, 1] is 1 for a single day."""

    first: date
    last: date
    precision: float


def days_asked(question: str, now: datetime, surroundings: Surroundings) -> list[Asked]:
    """The times that `question`, asked at `now`, names in the past; "our first conversation" is such a time.

    The "today" of "how are you today?" is not.
    """
    greeting = _GREETING.search(question) is not None
    asked = [
        Asked(one.first, one.last, PRECISION[one.kind])
        for one in times_named(question, now)
        if not one.future and not (greeting and one.first == one.last == now.date())
    ]
    for one in conversations_named(question):
        day = surroundings.day_talked(one.ordinal, now.date())
        if day is not None:
            asked.append(Asked(day, day, PRECISION[Stretch.DAY]))
    return asked


def memories_asked(asked: Sequence[Asked], surroundings: Surroundings) -> set[int]:
    """Memories that may belong to the days asked about."""
    found: set[int] = set()
    for one in asked:
        found.update(surroundings.within(one.first, one.last, MOST_OF_A_TIME))
        if one.precision == PRECISION[Stretch.DAY]:
            nearby = surroundings.within(one.first - ALSO_LOOK, one.last + ALSO_LOOK, MOST_OF_A_TIME)
            found.update(nearby)
    return found


def belongs(memory: Memory, asked: Sequence[Asked]) -> float:
    """How well a memory fits the days asked about, 0 to 1: best when it was said then."""
    return max((one.precision * _of_the_time(memory, one) for one in asked), default=0.0)


def _of_the_time(memory: Memory, asked: Asked) -> float:
    if asked.first <= memory.day <= asked.last:
        return 1.0
    if not asked.first - TOLD_WITHIN <= memory.day <= asked.last + TOLD_WITHIN:
        return 0.0
    told = any(
        one.kind is Stretch.DAY and asked.first <= one.first and one.last <= asked.last
        for one in _told(memory.query, memory.day)
    )
    return TOLD_OF if told else 0.0


@lru_cache(maxsize=8192)
def _told(text: str, day: date) -> tuple[Named, ...]:
    return tuple(times_named(both_ends(text), day))
