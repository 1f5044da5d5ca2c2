"""A question with everything that came of it, as it stands in the JSON of a run."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct, field

MARKS = (0.0, 0.5, 1.0)
"""What correctness and coherence may be, as in the paper."""

CHECK, JUDGE, SHEET = "check", "judge", "sheet"


class Told(Struct, frozen=True):
    """A memory that a model was told of; `index` is a turn's place within its day."""

    kind: str
    date: str
    index: int | None = None


class Failure(Struct, frozen=True):
    """Why there is no reply: a code of locale part `errors` with its details."""

    code: str
    details: dict[str, str] = {}


class Checked(Struct, frozen=True):
    """What the deterministic check found: the mark, and the key facts that the reply holds or lacks."""

    correctness: float
    found: list[str] = []
    missing: list[str] = []


class Marks(Struct, frozen=True, omit_defaults=True):
    """What a judge or a person gave; None where nothing was given. `ranking` is 1 / the rank."""

    correctness: float | None = None
    coherence: float | None = None
    ranking: float | None = None


class Answer(Struct):
    """One system's reply. `told` are the memories it was given, `accuracy` 1 if evidence is among them, else 0."""

    reply: str
    told: list[Told] = []
    error: Failure | None = None
    accuracy: float | None = None
    check: Checked | None = None
    judge: Marks | None = None
    sheet: Marks | None = None


class Vote(Struct, frozen=True):
    """A judge's words about the replies, which stood in this `order`; `marks` is None where they make no sense."""

    order: list[str]
    said: str
    marks: dict[str, Marks] | None = None
    error: Failure | None = None


class Item(Struct):
    """A question, what recall found for it, and what each system answered, by the system's label."""

    user: str
    question: str
    language: str
    kind: list[str]
    now: str
    retrieved: list[dict[str, Any]]
    evidence: list[tuple[str, int]]
    answer: str | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    votes: list[Vote] = field(default_factory=list)

    @property
    def unanswerable(self) -> bool:
        """Whether nothing that was ever said answers it: then the right reply says so."""
        return "unanswerable" in self.kind or (not self.evidence and self.answer is not None and not self.kind)


def item(fields: dict[str, Any]) -> Item:
    """An item from its JSON.

    Raises:
        msgspec.ValidationError: it is none.
    """
    return msgspec.convert(fields, Item)


def as_json(one: Item) -> dict[str, Any]:
    """The JSON of an item."""
    found: dict[str, Any] = msgspec.to_builtins(one)
    return found
