"""What is seen of the memories beside the chat is what is remembered now, wherever it was changed."""

from __future__ import annotations

from textual import events, on

from siliconfriend.tui import messages
from siliconfriend.tui.chat.browsing import Browsing
from siliconfriend.tui.chat.opining import Judged


class Refreshing(Browsing):
    """An open pane reads again what the chat changed, and what was changed on a screen that stood before it."""

    @on(messages.ReplyEnded)
    @on(messages.TurnRemoved)
    @on(messages.MemoryWoken)
    @on(messages.NoteKept)
    @on(messages.ReflectionEnded)
    @on(messages.ReflectionFailed)
    @on(messages.Forgotten)
    @on(messages.Retracted)
    @on(Judged)
    @on(events.ScreenResume)
    def _read_pane_again(self) -> None:
        pane = self._pane() if self._browsed is not None else None
        if pane is not None and pane.is_mounted:
            pane.read_again()
