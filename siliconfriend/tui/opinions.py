"""What a person thinks of a memory that a reply recalled, on its way from the piece that shows it to the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.tui.report import Report

if TYPE_CHECKING:
    from siliconfriend.tui.widgets.recalled_piece import RecalledPiece


class OutOfPlace(Report):
    """It should not have come up here."""

    piece: RecalledPiece
    memory: int


class NeverAgain(Report):
    """It should never come up."""

    piece: RecalledPiece
    memory: int


class TakenBack(Report):
    """It is to count for `factor` again, as before what was said of it last."""

    piece: RecalledPiece
    memory: int
    factor: float


class Wanted(Report):
    """It is to be seen in the browser."""

    memory: int
