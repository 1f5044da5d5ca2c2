"""Moving about in what has been said."""

from __future__ import annotations

from textual import events, on

from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.transcript import Transcript


class Moving(Room):
    """Up, down, and to the newest words."""

    def on_key(self, event: events.Key) -> None:
        """Whatever has the focus, letters are for the composer."""
        composer = self.query_one(Composer)
        letter = event.character
        if letter and event.is_printable and not letter.isspace() and not composer.has_focus:
            event.stop()
            composer.focus()
            composer.insert(letter)

    def action_recalled(self) -> None:
        """Open or close what was remembered for the last reply that remembered something."""
        lines = self.query(MemoryLine)
        if lines:
            lines.last().action_open()

    def action_scroll_up(self) -> None:
        """A page up."""
        self.query_one(Transcript).scroll_page_up(animate=False)

    def action_scroll_down(self) -> None:
        """A page down."""
        self.query_one(Transcript).scroll_page_down(animate=False)

    @on(Composer.PastEnd)
    def action_latest(self) -> None:
        """Back to the newest words, and on with them."""
        self.query_one(Transcript).anchor()
