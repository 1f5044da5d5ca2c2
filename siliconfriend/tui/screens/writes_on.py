"""A screen that comes by itself, maybe while somebody writes."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.widgets import OptionList

from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.widgets.composer import Composer

ResultT = TypeVar("ResultT")


class WritesOn(FriendScreen[ResultT]):
    """Whoever writes goes on writing where they did, and the Enter behind their words chooses nothing."""

    @property
    def writes_on(self) -> bool:
        """Whether what is written is for the conversation."""
        return True

    @property
    def composers(self) -> list[Composer]:
        """Where it is written."""
        room = self.friend.conversation
        return list(room.query(Composer)) if room is not None else []

    def choose_none(self) -> None:
        """Nothing is chosen before an arrow is pressed."""
        self.query_one(OptionList).highlighted = None

    def on_key(self, event: events.Key) -> None:
        """What is no key of the screen's is written."""
        if self.writes_on and event.is_printable and event.character:
            self._write(event.character)
            event.stop()

    def on_paste(self, event: events.Paste) -> None:
        """The same."""
        if self.writes_on:
            self._write(event.text)
            event.stop()

    def _write(self, text: str) -> None:
        for one in self.composers:
            one.write_on(text)
        self.choose_none()
