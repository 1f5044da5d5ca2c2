"""What memory is made of: plain records, and the protocol by which text becomes vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from siliconfriend.language import Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


OFF_RECORD = 1 << 62
"""Ids of turns begin here that are nowhere stored: no database ever counts as far."""


class TurnState(StrEnum):
    """How a reply ended. A turn found `OPEN` after its process is gone was interrupted."""

    OPEN = "open"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


class Kind(StrEnum):
    """What a memory is a memory of."""

    TURN = "turn"
    SUMMARY = "summary"
    INSIGHT = "insight"
    NOTE = "note"


class MemoryState(StrEnum):
    """`FADED` memories are archived: not recalled, never deleted. `PINNED` ones never fade."""

    ALIVE = "alive"
    PINNED = "pinned"
    FADED = "faded"


NAME = "SiliconFriend"
"""What the companion is called until a person calls it otherwise."""


class Profile(Struct, frozen=True):
    """A person the companion knows. `id` names the profile's folder.

    `companion` is what the person calls the companion, `model` and `theme` what they chose for themselves; empty
    where they left it at that. `model_at` is the server at which they chose a model of its own.

    `local_only`: the person's words must not leave this machine.
    """

    id: str
    name: str
    language: Language
    created: datetime
    companion: str = ""
    model: str = ""
    model_at: str = ""
    theme: str = ""
    local_only: bool = False

    @property
    def called(self) -> str:
        """The companion's name."""
        return self.companion or NAME


class Turn(Struct, frozen=True):
    """A query and its response.

    `day` is the day in the zone where the words were said, `index` the turn's 0-based place within it.
    `said` and `answered` are None for imported turns, whose format knows only days.
    """

    id: int
    conversation: int
    day: date
    index: int
    query: str
    response: str
    state: TurnState
    said: datetime | None = None
    answered: datetime | None = None
    model: str = ""
    echo: bool = False
    recalled: tuple[Recollection, ...] = ()

    def unanswered(self, response: str = "") -> Turn:
        """The turn before it had a reply, or when `response` of one had arrived."""
        return replace(
            self, response=response, state=TurnState.OPEN, answered=None, model="", echo=False, recalled=()
        )

    @property
    def off_record(self) -> bool:
        """Whether it is nowhere stored."""
        return self.id >= OFF_RECORD


class Memory(Struct, frozen=True):
    """One retrievable piece. `turn` and `index` are None for every kind but a turn.

    `query` and `response` hold a turn's two sides; for the other kinds `query` is the text.
    """

    id: int
    kind: Kind
    state: MemoryState
    day: date
    query: str
    response: str
    strength: float
    formed: datetime
    last_recall: datetime
    turn: int | None = None
    index: int | None = None

    @property
    def text(self) -> str:
        """The whole piece as one text."""
        return f"{self.query}\n{self.response}" if self.response else self.query


class Recollection(Struct, frozen=True):
    """A memory as recalled: `score` ranks it, `why` holds the parts the score was made from."""

    memory: Memory
    score: float
    why: Mapping[str, float] = field(default_factory=dict)


class Portrait(Struct, frozen=True):
    """What the companion understands of a person: the global summary, the global portrait, how to respond to them,
    and what the person said is not true of them.

    `own`: the sentences that the person wrote themselves in each of the three parts; they are in its text too.
    """

    overall_history: str = ""
    overall_personality: str = ""
    strategy: str = ""
    retracted: tuple[str, ...] = ()
    own: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]] = ((), (), ())


class Faded(Struct, frozen=True):
    """What one pass of forgetting archived: how many memories, and the most recent few of them."""

    count: int = 0
    examples: tuple[Memory, ...] = ()


class Counts(Struct, frozen=True):
    """How much a profile holds."""

    turns: int
    alive: int
    pinned: int
    faded: int


class Embedder(Protocol):
    """Text to vectors.

    `name` identifies the vector space: two embedders of one name give the same vectors.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def destination(self) -> str:
        """The host that texts are sent to; empty when they stay on this machine."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32."""
        ...

    def coverage(self, text: str) -> float:
        """The share of `text`, 0 to 1, that this embedder has words for: none of 你好 for an English one."""
        ...


class Abandoned(Exception):  # noqa: N818 - nothing went wrong
    """Nobody waits any more for what was being looked for."""


class MemoryBankError(Exception):
    """Anything that memory could not do; the message is fit to be shown.

    `code` is the string's key in locale part `errors`, `details` fill its places.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


class EmbedderError(MemoryBankError):
    """Vectors that could not be had. Words still find memories: recall by meaning is what is missing."""
