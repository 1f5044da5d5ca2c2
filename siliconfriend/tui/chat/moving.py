"""Moving about in what has been said."""

from __future__ import annotations

from textual import events, on

from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.transcript import Transcript


class Moving(Room):
    """Up, down, and to the newest words."""

    _writing = False  # a letter has just been taken here, and the composer will have the focus in a moment

    def on_key(self, event: events.Key) -> None:
        """Whatever has the focus, letters are for the composer, and blanks that follow them."""
        composer = self.query_one(Composer)
        letter = event.character
        if letter and event.is_printable and (self._writing or not letter.isspace()) and not composer.has_focus:
            event.stop()
            self._writing = True
            composer.focus()
            composer.insert(letter)
            self.call_after_refresh(self._written)

    def _written(self) -> None:
        self._writing = False

    def action_recalled(self) -> None:
        """Open or close what was remembered for the last reply that remembered something."""
        lines = self.query(MemoryLine)
        if lines:
            line = lines.last()
            line.action_open()
            if not line.opened:
                self.query_one(Composer).focus()

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
