"""What screens with a list and a field beside it have in common."""

from __future__ import annotations

from typing import TypeVar

from textual.widgets import OptionList

from siliconfriend.tui.screens.base import FriendScreen

ResultT = TypeVar("ResultT")


class WithList(FriendScreen[ResultT]):
    """A screen with one list, in which the arrows move whatever has the focus.

    A modal one names `FriendModal` first: Textual takes the looks of the first class.
    """

    def action_move(self, by: int) -> None:
        """Up or down the list, from the field too."""
        found = self.query_one(OptionList)
        if by > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()
