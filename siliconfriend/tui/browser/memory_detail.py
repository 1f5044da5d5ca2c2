"""One memory, whole."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from siliconfriend.memory.looking import Known
from siliconfriend.tui.browser.lines import Sight
from siliconfriend.tui.browser.story import story

MARGIN = 6


class MemoryDetail(VerticalScroll):
    """Scrolls; its plot is as wide as there is room."""

    DEFAULT_CSS = """
    MemoryDetail {
        height: 1fr;
        scrollbar-size-vertical: 1;
        & > Static { height: auto; padding: 0 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.known: Known | None = None
        self._sight: Sight | None = None

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static(markup=False)

    def show(self, known: Known, sight: Sight) -> None:
        """Show this one; another one begins at its top."""
        if self.known is None or self.known.memory.id != known.memory.id:
            self.scroll_home(animate=False)
        self.known, self._sight = known, sight
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self.known = None
        self.query_one(Static).update(Content(""))

    def on_resize(self, _: events.Resize) -> None:
        """Draw the plot anew."""
        self._draw()

    def _draw(self) -> None:
        if self.known is not None and self._sight is not None:
            self.query_one(Static).update(story(self.known, self._sight, self.size.width - MARGIN))
