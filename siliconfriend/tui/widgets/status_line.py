"""Who is here, which model answers, where words go, and what is going on."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from siliconfriend.tui.visible import one_line

WIDEST_NAME = 24
GAP = 2


class StatusLine(Horizontal):
    """Two ends of one line: what stays the same on the left, what changes on the right.

    Where they do not both fit, how much is remembered gives way, then who is here: which model answers and where
    words go stays.
    """

    def __init__(self, activity: str = "") -> None:
        super().__init__()
        self.activity = activity
        self._gives_way = False
        self._place: list[str] = []

    def compose(self) -> ComposeResult:
        """The two ends."""
        yield Static("", id="place", markup=False)
        yield Static(self.activity, id="activity", markup=False)

    def show_place(self, name: str, *parts: str) -> None:
        """Profile, model and destination; a long name leaves room for the others."""
        shown = Content(one_line(name)).truncate(WIDEST_NAME, ellipsis=True).plain
        self._place = [shown, *(one_line(part) for part in parts if part)]
        self._fit()

    def show_activity(self, text: str, *, gives_way: bool = False) -> None:
        """What is going on, or how much is remembered when nothing is; all is laid out anew when it changes."""
        if text == self.activity:
            return
        self.activity, self._gives_way = text, gives_way
        self._fit()

    def on_resize(self) -> None:
        """There is more room, or less."""
        self._fit()

    def _fit(self) -> None:
        room, place, activity = self.content_size.width, self._place, self.activity
        if room:
            if self._gives_way and _cells(place) + GAP + cell_len(activity) > room:
                activity = ""
            if _cells(place) + (GAP + cell_len(activity) if activity else 0) > room:
                place = place[1:] or place
        self.query_one("#place", Static).update(" · ".join(place))
        shown = self.query_one("#activity", Static)
        shown.update(activity)
        shown.display = bool(activity)


def _cells(parts: list[str]) -> int:
    return cell_len(" · ".join(parts))
