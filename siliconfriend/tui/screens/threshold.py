"""What is painted first: the look of a conversation, as cheap as can be, until the real one is there."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Center
from textual.content import Content
from textual.widgets import Static

from siliconfriend.tui.screens.base import TO_PAINT_SECONDS, FriendScreen
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.status_line import StatusLine


class Threshold(FriendScreen[None]):
    """The composer's place, the status and the keys; what is typed meanwhile is not lost."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: list[events.Key | events.Paste] = []

    def compose(self) -> ComposeResult:
        """The same places as in a conversation."""
        yield Static(id="transcript")
        with Center(id="foot"):
            question = self.words("tui.composer.placeholder")
            placeholder = Content(question).stylize("reverse", 0, 1)
            yield Static(placeholder, id="composer", classes="stand-in")
            yield StatusLine(activity=self.words("tui.activity.opening"))
            yield KeyBar(self.words)

    def on_mount(self) -> None:
        """In, once this is painted."""
        self.call_after_refresh(self.set_timer, TO_PAINT_SECONDS, self._go_in)

    async def _go_in(self) -> None:
        await self.friend.go_in()

    def on_key(self, event: events.Key) -> None:
        """Kept for the conversation: carried out here too, a command would be carried out twice."""
        event.stop()
        self.typed.append(event)

    def on_paste(self, event: events.Paste) -> None:
        """The same for what is pasted."""
        event.stop()
        self.typed.append(event)
