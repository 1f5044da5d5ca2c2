"""What both sides of the timeline stand on: the memory they read, in threads, and the note that tells of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual import on
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from siliconfriend.hosts import stays_here
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui.messages import NotDone
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.tui.browser.host import BrowserHost

THINK: Final = "T"
"""The key that has days in brief and the portrait written."""


class Foundation(FriendScreen[None]):
    """One of two sides is seen: the days, or the portrait."""

    def __init__(self, host: BrowserHost) -> None:
        super().__init__()
        self._host = host
        self._bank: Bank = host.bank
        self._today = host.clock().date()

    @property
    def _on_portrait(self) -> bool:
        return self.has_class("-portrait")

    def _reporting(self, read: Callable[[], Message]) -> None:
        """In a thread: post what `read` returns, unless something newer is being read."""
        try:
            message = read()
        except MemoryBankError as error:
            message = NotDone(error)
        if not get_current_worker().is_cancelled:
            self.post_message(message)

    def _unwritten(self, key: str) -> str:
        """How what is missing here is written, by whom, and where words go for it; `key` says what is missing."""
        room = self.friend.conversation
        if room is None or room.companion is None:
            return ""
        from siliconfriend.reflection.cost import extractive

        say, model = self.words, room.companion.model
        here = "here" if stays_here(model.destination) else "elsewhere"
        by = "builtin" if extractive(model) else here
        how = say(f"browser.timeline.writes.{by}", model=one_line(model.name), place=model.destination)
        return say(f"browser.timeline.{key}", key=THINK, how=how)

    def _say(self, text: str) -> None:
        self.query_one("#timeline-note", Static).update(text)

    @on(NotDone)
    def _say_why_not(self, event: NotDone) -> None:
        self._say(self.sentence(event.error))

    def _show_keys(self) -> None:
        """The keys that work now."""
        raise NotImplementedError
