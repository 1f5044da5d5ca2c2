"""A page up or down in a list that has not been laid out yet goes nowhere.

Textual 8.2.8 looks the highlighted line up among those that are laid out: Page Up in the command palette, pressed
before its list was on the screen, ended the program.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.widgets import OptionList

if TYPE_CHECKING:
    from textual._widget_navigation import Direction

_move_page = OptionList._move_page  # noqa: SLF001 - mended here, as it cannot be anywhere else


def _move_page_if_there_is_one(self: OptionList, direction: Direction) -> None:
    with suppress(KeyError, IndexError):
        _move_page(self, direction)


def mend() -> None:
    """From now on, in every list."""
    OptionList._move_page = _move_page_if_there_is_one  # type: ignore[method-assign]  # noqa: SLF001 - as above
