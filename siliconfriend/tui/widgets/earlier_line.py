"""The way to turns that are not on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from siliconfriend.tui.widgets.sentence import Sentence


class EarlierLine(Sentence, can_focus=True):
    """Asks for earlier turns when it is clicked or Enter is pressed on it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "ask", show=False)]

    @dataclass
    class Asked(Message):
        """Earlier turns are wanted."""

    def on_click(self) -> None:
        """The same as Enter."""
        self.action_ask()

    def action_ask(self) -> None:
        """Ask."""
        self.post_message(self.Asked())
