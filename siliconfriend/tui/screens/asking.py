"""A question with answers, which are there to be seen however long it is."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from siliconfriend.tui.screens.base import FriendModal

ResultT = TypeVar("ResultT")


class Passage(VerticalScroll, can_focus=False):
    """The question, as much of it as there is room for."""

    def __init__(self, question: str) -> None:
        super().__init__(Static(question, id="question", markup=False))


class Asking(FriendModal[ResultT]):
    """Page Up and Page Down read what there is no room for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "read(-1)", show=False, priority=True),
        Binding("pagedown", "read(1)", show=False, priority=True),
    ]

    def action_read(self, pages: int) -> None:
        """So many pages on."""
        passage = self.query_one(Passage)
        passage.scroll_to(y=passage.scroll_y + pages * passage.size.height, animate=False)
