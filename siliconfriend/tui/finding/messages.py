"""What the workers of finding report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from siliconfriend.memory.records import Turn


@dataclass(eq=False, repr=False)
class TurnsFound(Message):
    """The turns that hold what was `wanted`, the latest first; `more`: there are others."""

    wanted: str
    turns: Sequence[Turn]
    more: bool


@dataclass(eq=False, repr=False)
class PlaceRead(Message):
    """The turns around one; `before` and `after`: there may be others."""

    turns: Sequence[Turn]
    before: bool
    after: bool


@dataclass(eq=False, repr=False)
class LaterTurnsRead(Message):
    """The turns said after the turn `after`."""

    after: int
    turns: Sequence[Turn]
