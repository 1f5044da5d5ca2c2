"""The browser on a screen of its own, where there is no room for it beside the chat."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from siliconfriend.tui.browser.browser import MemoryBrowser
from siliconfriend.tui.browser.host import WIDE, Browsed, BrowserHost
from siliconfriend.tui.commands import also
from siliconfriend.tui.screens.base import FriendScreen


class BrowserScreen(FriendScreen[bool]):
    """Ends with True when there is room beside the chat now, and the browser should be there."""

    BINDINGS: ClassVar[list[BindingType]] = [also("memories", "close")]
    AUTO_FOCUS = None

    def __init__(self, host: BrowserHost, browsed: Browsed) -> None:
        super().__init__()
        self._host = host
        self._browsed = browsed

    def compose(self) -> ComposeResult:
        """The browser."""
        yield MemoryBrowser(self.words, self._host, self._browsed)

    def awaits(self, event: events.Key | events.Paste) -> Collection[str]:
        """As the browser does."""
        return [group for one in self.query(MemoryBrowser) for group in one.awaits(event)]

    async def say_again(self) -> None:
        """The browser too."""
        self.query_one(MemoryBrowser).use_words(self.words)

    def action_close(self) -> None:
        """Back to the chat, as from the list."""
        self.query_one(MemoryBrowser).leave()

    def on_resize(self, event: events.Resize) -> None:
        """Make way for the pane when the window has grown."""
        if event.size.width >= WIDE and self.app.screen is self:
            self.dismiss(True)
