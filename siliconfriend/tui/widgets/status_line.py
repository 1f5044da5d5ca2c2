"""Who is here, which model answers, where words go, and what is going on."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from siliconfriend.tui.visible import one_line

WIDEST_NAME = 24


class StatusLine(Horizontal):
    """Two ends of one line: what stays the same on the left, what changes on the right."""

    def __init__(self, activity: str = "") -> None:
        super().__init__()
        self._activity = activity

    def compose(self) -> ComposeResult:
        """The two ends."""
        yield Static("", id="place", markup=False)
        yield Static(self._activity, id="activity", markup=False)

    def show_place(self, name: str, *parts: str) -> None:
        """Profile, model and destination; a long name leaves room for the others."""
        shown = Content(one_line(name)).truncate(WIDEST_NAME, ellipsis=True).plain
        self.query_one("#place", Static).update(" · ".join([shown, *(one_line(part) for part in parts if part)]))

    def show_activity(self, text: str) -> None:
        """What is going on, or how much is remembered when nothing is; all is laid out anew when it changes."""
        if text == self._activity:
            return
        self._activity = text
        self.query_one("#activity", Static).update(text)
