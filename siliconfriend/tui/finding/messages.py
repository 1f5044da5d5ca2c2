"""What the workers of finding report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from siliconfriend.tui.report import Report

if TYPE_CHECKING:
    from textual.content import Content

    from siliconfriend.memory.records import Turn


class TurnsFound(Report):
    """The turns that hold what was `wanted`, the latest first, each with its entry; `more`: there are others."""

    wanted: str
    turns: Sequence[Turn]
    entries: Sequence[Content]
    more: bool


class PlaceRead(Report):
    """The turns around one; `before` and `after`: there may be others."""

    turns: Sequence[Turn]
    before: bool
    after: bool


class LaterTurnsRead(Report):
    """The turns said after the turn `after`."""

    after: int
    turns: Sequence[Turn]
