"""What is painted first: the look of a conversation, as cheap as can be, until the real one is there."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Center
from textual.content import Content
from textual.widgets import Static

from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.typed_ahead import TypedAhead
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.status_line import StatusLine


class Threshold(FriendScreen[None]):
    """The composer's place, the status and the keys; what is typed meanwhile is not lost."""

    keeps_order = True

    def __init__(self) -> None:
        super().__init__()
        self.ahead = TypedAhead()

    def compose(self) -> ComposeResult:
        """The same places as in a conversation."""
        self.styled_once()
        yield Static(id="transcript")
        with Center(id="foot"):
            question = self.words("tui.composer.placeholder")
            placeholder = Content(question).stylize("reverse", 0, 1)
            yield Static(placeholder, id="composer", classes="stand-in")
            yield StatusLine(activity=self.words("tui.activity.opening"))
            yield KeyBar(self.words, self.friend.keyboard)

    def on_key(self, event: events.Key) -> None:
        """Kept for the conversation. What was typed before the terminal was told to leave Enter alone came through
        it as Ctrl+J.
        """
        if event.key == "ctrl+j":
            event.stop()
            event = events.Key("enter", "\r")
        self.ahead.keep(event)

    def on_paste(self, event: events.Paste) -> None:
        """The same for what is pasted."""
        self.ahead.keep(event)
