"""What screens with a list and a field beside it have in common."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, TypeVar

from textual.events import Key, Paste
from textual.widgets import OptionList

from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.typed_ahead import acts_on_rows

ResultT = TypeVar("ResultT")


class WithList(FriendScreen[ResultT]):
    """A screen with one list, in which the arrows move whatever has the focus.

    A modal one names `FriendModal` first: Textual takes the looks of the first class.
    """

    READS: ClassVar[Collection[str]] = ()
    """The groups of the workers that read what is listed."""

    def awaits(self, event: Key | Paste) -> Collection[str]:
        """The list, but for what goes into the field and for leaving."""
        return self.READS if acts_on_rows(event) else ()

    def action_move(self, by: int) -> None:
        """Up or down the list, from the field too."""
        found = self.query_one(OptionList)
        if by > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()
