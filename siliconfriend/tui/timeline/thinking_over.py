"""Days in brief and the portrait are written from here too, and how far that is can be seen."""

from __future__ import annotations

from textual import on

from siliconfriend.tui import messages
from siliconfriend.tui.thinking import told
from siliconfriend.tui.timeline.by_hand import ByHand


class ThinkingOver(ByHand):
    """The conversation does it, and asks first where that is paid for."""

    def action_think(self) -> None:
        """Think over all that is due."""
        if (room := self.friend.conversation) is not None:
            room.action_summarize()

    @on(messages.ReflectionWentOn)
    def _show_step(self, event: messages.ReflectionWentOn) -> None:
        self._say(told(self.words, event.step))

    @on(messages.ReflectionEnded)
    @on(messages.ReflectionFailed)
    def _show_what_came(self) -> None:
        self._say("")
        self._read_again()
