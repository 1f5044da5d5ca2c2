"""A question that comes by itself, maybe while somebody writes."""

from __future__ import annotations

from textual import events
from textual.widgets import OptionList

from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.widgets.composer import Composer


class UnaskedScreen(ConfirmScreen):
    """Whoever writes goes on writing where they did, and the Enter behind their words is no answer."""

    def on_mount(self) -> None:
        """Something may be written already."""
        if any(one.text for one in self._composers):
            self._choose_none()

    @property
    def _composers(self) -> list[Composer]:
        room = self.friend.conversation
        return list(room.query(Composer)) if room is not None else []

    def _choose_none(self) -> None:
        self.query_one(OptionList).highlighted = None

    def on_key(self, event: events.Key) -> None:
        """What is no key of the question's is written."""
        if event.is_printable and event.character:
            self._write(event.character)
            event.stop()

    def on_paste(self, event: events.Paste) -> None:
        """The same."""
        self._write(event.text)
        event.stop()

    def _write(self, text: str) -> None:
        for one in self._composers:
            one.write_on(text)
        self._choose_none()
