"""What a person looks for among their memories, and what they see: plain records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from siliconfriend.memory.records import Kind, Memory, MemoryState, Turn
from siliconfriend.memory.reflected import Part, Reflection


class Order(StrEnum):
    """In which order memories are listed. The weakest is the one that fades first; pinned ones never do."""

    NEWEST = "newest"
    OLDEST = "oldest"
    WEAKEST = "weakest"
    STRONGEST = "strongest"
    RECALLED = "recalled"


class Standing(StrEnum):
    """How a memory stands, as a person tells them apart; what is pinned or lowered is alive, too."""

    ALIVE = "alive"
    PINNED = "pinned"
    FADED = "faded"
    LOWERED = "lowered"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which memories to list: those that hold all the words in `text`, the last of which may be half written."""

    text: str = ""
    kind: Kind | None = None
    standing: Standing | None = None
    order: Order = Order.NEWEST

    @property
    def narrowed(self) -> bool:
        """Whether only a kind or a standing is wanted."""
        return self.kind is not None or self.standing is not None


@dataclass(frozen=True, slots=True)
class Listed:
    """A memory as a line in a list: the beginnings of its words, how often replies recalled it, its verdict.

    `let_go`: the person let it fade, not the curve. `reworded`: words that were said go with it for good.
    """

    id: int
    kind: Kind
    state: MemoryState
    day: date
    query: str
    response: str
    strength: float
    last_recall: datetime
    recalls: int
    factor: float
    turn: int | None = None
    let_go: bool = False
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """How many memories are wanted; `ids` holds them in order where no index does."""

    wanted: Wanted
    count: int
    ids: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A turn whose reply recalled a memory."""

    turn: int
    day: date
    query: str


@dataclass(frozen=True, slots=True)
class Known:
    """All that there is to say of a memory; `let_go` and `reworded` are as in a list.

    `before` and `after` stand beside it in its day, `told` are the latest replies that recalled it (`recalls` in
    all), `instead` is the note that the person put in its place. `derived` are days' summaries and insights made
    from it, `parts` those of the portrait that rest on it.
    """

    memory: Memory
    factor: float
    recalls: int
    told: tuple[Telling, ...] = ()
    before: Turn | None = None
    after: Turn | None = None
    instead: Memory | None = None
    let_go: bool = False
    derived: tuple[Memory, ...] = ()
    parts: tuple[Part, ...] = ()
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class DaySeen:
    """A day: what was said and noted, and what was understood of it.

    `made` says how the summary and the insight came about, `sources` from how many turns, both by memory id.
    """

    day: date
    turns: tuple[Turn, ...]
    notes: tuple[Memory, ...]
    summary: Memory | None
    insight: Memory | None
    made: Mapping[int, Reflection]
    sources: Mapping[int, int]
