"""Two things that Textual's lists do not see to themselves (8.2.8).

A page up or down in a list that has not been laid out yet goes nowhere: the highlighted line is looked up among
those that are laid out, and Page Up in the command palette, pressed before its list was on the screen, ended the
program.

The highlighted line stays in sight when the window changes its size: the list scrolled back to its beginning while
it had no room.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.widgets import OptionList

if TYPE_CHECKING:
    from textual._widget_navigation import Direction

_move_page = OptionList._move_page  # noqa: SLF001 - mended here, as it cannot be anywhere else
_on_resize = OptionList._on_resize  # noqa: SLF001 - as above


def _move_page_if_there_is_one(self: OptionList, direction: Direction) -> None:
    with suppress(KeyError, IndexError):
        _move_page(self, direction)


def _resize_around_the_highlighted(self: OptionList) -> None:
    _on_resize(self)  # type: ignore[no-untyped-call]
    self.call_after_refresh(self.scroll_to_highlight)


def mend() -> None:
    """From now on, in every list."""
    OptionList._move_page = _move_page_if_there_is_one  # type: ignore[method-assign]  # noqa: SLF001 - as above
    OptionList._on_resize = _resize_around_the_highlighted  # type: ignore[method-assign]  # noqa: SLF001 - as above
