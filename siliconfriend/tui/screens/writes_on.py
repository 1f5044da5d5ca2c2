"""A screen that comes by itself, maybe while somebody writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from textual import events
from textual.widgets import OptionList

from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.widgets.composer import Composer

ResultT = TypeVar("ResultT")


class WrittenOn(Protocol):
    """What takes the words."""

    @property
    def text(self) -> str:
        """What stands there."""

    def write_on(self, text: str) -> None:
        """Put `text` behind it."""


class WritesOn(FriendScreen[ResultT]):
    """Whoever writes goes on writing where they did, and the Enter behind their words chooses nothing."""

    @property
    def writes_on(self) -> bool:
        """Whether what is written is for the conversation."""
        return True

    @property
    def written_on(self) -> Sequence[WrittenOn]:
        """Where it is written: nowhere, if what is behind is not the conversation: letters are keys there."""
        behind = [one for one in self.app.screen_stack if not isinstance(one, WritesOn)]
        room = self.friend.conversation
        return list(room.query(Composer)) if room is not None and behind[-1] is room else []

    @property
    def written_already(self) -> bool:
        """Whether something stands there."""
        return any(one.text for one in self.written_on)

    def choose_none(self) -> None:
        """Nothing is chosen before an arrow is pressed."""
        for listed in self.query(OptionList):
            listed.highlighted = None

    def is_ours(self, event: events.Key) -> bool:  # noqa: ARG002 - for those who have keys that could be written
        """Whether it is a key of the screen's, though it could be written."""
        return False

    def on_key(self, event: events.Key) -> None:
        """What is no key of the screen's is written."""
        if self.writes_on and event.is_printable and event.character and not self.is_ours(event):
            self._write(event.character)
            event.stop()

    def on_paste(self, event: events.Paste) -> None:
        """The same."""
        if self.writes_on:
            self._write(event.text)
            event.stop()

    def _write(self, text: str) -> None:
        for one in self.written_on:
            one.write_on(text)
        self.choose_none()
