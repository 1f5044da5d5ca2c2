"""A transcript that begins anywhere, and goes on in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from siliconfriend.memory.records import Turn
from siliconfriend.tui.widgets.sentence import Sentence
from siliconfriend.tui.widgets.transcript import Transcript


class LaterLine(Sentence, can_focus=True):
    """Asks for later turns when it is clicked or Enter is pressed on it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "ask", show=False)]

    @dataclass
    class Asked(Message):
        """Later turns are wanted."""

    def on_click(self) -> None:
        """The same as Enter."""
        self.action_ask()

    def action_ask(self) -> None:
        """Ask."""
        self.post_message(self.Asked())


class Past(Transcript):
    """Stays where it is put."""

    @property
    def last_turn(self) -> Turn | None:
        """The latest turn that is shown."""
        return next((view.turn for view in reversed(self.turns) if view.turn), None)

    def look_at(self, turn: int) -> None:
        """Mark the turn and scroll to it."""
        self.anchor(False)
        for view in self.turns:
            if view.turn is not None and view.turn.id == turn:
                view.add_class("found")
                self.call_after_refresh(self.scroll_to_widget, view, animate=False, top=True, force=True)

    async def add_later(self, turns: Sequence[Turn], *, more: bool) -> None:
        """Put `turns` after those that are shown."""
        last = self.last_turn
        with self.app.batch_update():
            if not more:
                await self.query_children(LaterLine).remove()
            if last is not None and turns:
                new = [*self._between(last, turns[0]), *self._views(turns)[1:]]
                line = self.query_children(LaterLine)
                if line:
                    await self.mount_all(new, before=line.first())
                else:
                    await self.mount_all(new)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """At the bottom, ask for later turns."""
        super().watch_scroll_y(old_value, new_value)
        if new_value >= self.max_scroll_y > 0 and new_value > old_value and self.query_children(LaterLine):
            self.post_message(LaterLine.Asked())
