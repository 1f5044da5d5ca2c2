"""What is to be kept: a memory, or a turn of the past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.memory.records import Kind, TurnState

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class NewMemory:
    """A memory of `day` that is to be formed: of `turn`, whose words are its own, or of `text`.

    `extra` is what an imported file said of it that has no place of its own; it must be fit for JSON.
    """

    kind: Kind
    day: date
    text: str | None = None
    turn: int | None = None
    strength: float = 1.0
    extra: object = None


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A turn of the past. Where nobody knows when it was `said`, its `day` is all that is known of that.

    `extra` as for a memory.
    """

    conversation: int
    day: date
    query: str
    response: str
    said: datetime | None = None
    answered: datetime | None = None
    state: TurnState = TurnState.FINISHED
    model: str = ""
    echo: bool = False
    extra: object = None
