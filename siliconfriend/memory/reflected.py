"""What is understood of a person, as records: days in brief, parts of the portrait, and their sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from siliconfriend.memory.records import Kind, Memory, Turn

SourceRow = tuple[int | None, int | None, str, int]
"""What a reflection was made from, as it is kept: a turn or a memory, its digest, and whether it was told."""

BUILTIN = "builtin"
"""The method without a model: sentences taken from what was said."""


class Part(StrEnum):
    """What a reflection is: a day's summary or insight, or a part of the portrait."""

    SUMMARY = "summary"
    INSIGHT = "insight"
    HISTORY = "history"
    PERSONALITY = "personality"
    STRATEGY = "strategy"


PORTRAIT = (Part.HISTORY, Part.PERSONALITY, Part.STRATEGY)
DAILY = {Kind.SUMMARY: Part.SUMMARY, Kind.INSIGHT: Part.INSIGHT}
MADE_FROM = {Part.HISTORY: Kind.SUMMARY, Part.PERSONALITY: Kind.INSIGHT, Part.STRATEGY: Kind.INSIGHT}
"""Which days' memories a part of the portrait is made from."""


class Author(StrEnum):
    """Who wrote it: a model or the built-in method, the person, or whoever made the file that was imported."""

    MODEL = "model"
    USER = "user"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Reflection:
    """One reflection. `memory` is the day's memory; None for a version of a part of the portrait.

    `prompt` is the version of the prompt that was asked, `base` the version that this one went on from.
    """

    id: int
    part: Part
    text: str
    author: Author
    model: str
    prompt: str
    at: datetime
    memory: int | None = None
    base: int | None = None
    fingerprint: str = ""

    @property
    def extractive(self) -> bool:
        """Whether it was put together from the person's own sentences, without a language model."""
        return self.model == BUILTIN


@dataclass(frozen=True, slots=True)
class Origin:
    """From how many turns a reflection was made, and the first of them."""

    count: int
    first: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a reflection was made from, oldest first: turns, notes, and for the portrait the days' memories."""

    turns: tuple[Turn, ...] = ()
    memories: tuple[Memory, ...] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """What was made from a turn at any remove: days' memories, and versions of the portrait."""

    memories: frozenset[int] = frozenset()
    versions: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Material:
    """What was said on one day, to reflect on; `fingerprint` changes with any of its words."""

    day: date
    turns: tuple[Turn, ...]
    notes: tuple[Memory, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class NewReflection:
    """What is to be kept of what was understood: of a day, in whose `memory` its words are, or a version of a part
    of the portrait.
    """

    part: Part
    at: datetime
    author: Author
    text: str | None = None
    model: str = ""
    prompt: str = ""
    fingerprint: str = ""
    memory: int | None = None
    base: int | None = None

    @classmethod
    def of_day(cls, kind: Kind, memory: int, at: datetime, author: Author, words: Material) -> NewReflection:
        """What was understood of a day from `words`."""
        return cls(DAILY[kind], at, author, fingerprint=words.fingerprint, memory=memory)

    @classmethod
    def again(cls, made: Reflection) -> NewReflection:
        """The same as before, of the same memory or from the same version."""
        return cls(
            made.part,
            made.at,
            made.author,
            made.text if made.memory is None else None,
            made.model,
            made.prompt,
            made.fingerprint,
            made.memory,
            made.base,
        )


@dataclass(frozen=True, slots=True)
class Day:
    """A day with words in it. `due` are its memories that are missing, or older than its words."""

    day: date
    turns: int
    notes: int
    summary: Memory | None
    insight: Memory | None
    due: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """What a part of the portrait is to grow by: `days` beyond the version `base`; no days: it is up to date."""

    base: Reflection | None
    days: tuple[Memory, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A memory before other words took its place, and the memory that holds these: enough to take it back.

    It is kept by nobody but whoever asked. `made` and `sources` tell how a day's summary or insight came about.
    """

    memory: Memory
    factor: float
    by: int
    made: Reflection | None
    sources: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class OwnWord:
    """What the person said of their portrait: a sentence of their own, one struck out, or a fact retracted."""

    id: int
    part: Part | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """Where a fact is told: `sentences` of days in brief and portrait, each once, and the ids of the `memories` in
    which the person said just that.
    """

    sentences: tuple[str, ...]
    memories: tuple[int, ...]
