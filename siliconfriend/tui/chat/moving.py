"""Moving about in what has been said."""

from __future__ import annotations

from textual import events, on

from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.transcript import Transcript
from siliconfriend.tui.widgets.turn_view import TurnView


class Moving(Room):
    """Up, down, and to the newest words."""

    def on_key(self, event: events.Key) -> None:
        """Whatever has the focus, letters are for the composer.

        What follows a letter at once may have been sent here before the composer had the focus: it keeps such keys
        to itself.
        """
        composer = self.query_one(Composer)
        late = self.focused is composer
        letter = event.is_printable and event.character
        if (letter and (late or not letter.isspace())) or (late and event.key == "enter"):
            event.stop()
            self.set_focus(composer)
            composer.post_message(events.Key(event.key, event.character))

    def action_recalled(self) -> None:
        """Open or close what was remembered for the last reply, or what is told of memories below it."""
        turns = [view for view in self.query_one(Transcript).turns if view.turn is not None]
        lines = [line for line in self.query(MemoryLine) if line.display]
        below = [one for one in lines if not any(isinstance(each, TurnView) for each in one.ancestors)]
        of_last = turns[-1].memories if turns else None
        line = of_last if of_last in lines else below[-1] if below else None
        if line is None:
            self.tell("tui.memories.nothing_recalled" if turns else "tui.memories.no_reply")
            return
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
