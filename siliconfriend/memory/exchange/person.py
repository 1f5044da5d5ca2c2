"""One user of a MemoryBank file, checked and typed, and the names of our own additions to the format.

What the format has no place for stands under the key `siliconfriend` of the user's record: for each turn, and
each other memory, in the order of the record, an object with the fields of `Ours`. What another program's file
has beyond the format is kept beside our rows, marked where a turn was a pair (`PAIR`) or a summary plain text
(`PLAIN`): an export gives it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

import msgspec

from siliconfriend.language import Language
from siliconfriend.memory.records import Kind, MemoryState, TurnState

OURS = "siliconfriend"

PAIR = "pair"
PLAIN = "plain"
FIELDS = "fields"
EMPTY_DAYS = "empty_days"


class OurRecall(msgspec.Struct, frozen=True, omit_defaults=True):
    """A memory recalled for a reply: the `place`th of its kind and day."""

    kind: Kind
    day: str
    place: int
    score: float
    why: dict[str, float]


class OurMemory(msgspec.Struct, frozen=True, omit_defaults=True):
    """How firmly a memory is held, and since when; `factor`: what the person thinks of it (0: never recalled,
    which with `untrue` is because of a fact retracted).
    """

    formed: datetime
    last_recall: datetime
    strength: Annotated[float, msgspec.Meta(gt=0)] = 1.0
    state: MemoryState = MemoryState.ALIVE
    factor: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    let_go: bool = False
    untrue: bool = False


class OurTurn(msgspec.Struct, frozen=True, omit_defaults=True):
    """What we know of a turn beyond its words."""

    memory: OurMemory | None = None
    conversation: int = 0
    said: datetime | None = None
    answered: datetime | None = None
    state: TurnState = TurnState.FINISHED
    model: str = ""
    echo: bool = False
    recalled: tuple[OurRecall, ...] = ()


class OurNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """A note the user wrote: a kind of memory that the format does not know. Other words instead of a turn's have
    the place of that turn among those of the day.
    """

    day: str
    text: str
    memory: OurMemory
    instead_of: int | None = None


class OurWord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence that the person wrote into or struck out of a `part` of the portrait, or a fact retracted."""

    text: str
    kind: str
    part: str = ""


class Ours(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything of ours about a person. `models`: who wrote a day's summary or insight, by `kind day`."""

    version: int = 1
    language: Language | None = None
    local_only: bool = False
    turns: dict[str, list[OurTurn]] = {}
    summaries: dict[str, OurMemory] = {}
    insights: dict[str, OurMemory] = {}
    notes: list[OurNote] = []
    strategy: str = ""
    words: list[OurWord] = []
    models: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class PastTurn:
    """A turn of a file. `strength` is None where the file says nothing; `extra` holds its other fields."""

    query: str
    response: str
    strength: float | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastMemory:
    """A day's summary or insight in a file."""

    text: str
    strength: float | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """A user of a file: dialogues, condensed days, the portrait, and the fields that are nobody's."""

    name: str
    history: dict[date, list[PastTurn]]
    summaries: dict[date, PastMemory]
    insights: dict[date, PastMemory]
    overall_history: str
    overall_personality: str
    extra: dict[str, Any]
    ours: Ours
