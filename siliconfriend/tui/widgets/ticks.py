"""A list to tick things in, whose ticks are seen without any colour."""

from __future__ import annotations

from typing import ClassVar, Literal

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import SelectionList

Value = tuple[Literal["memory", "untrue"], int]
"""What can be ticked: a memory or a fact retracted, by its id."""

TICKED, NOT_TICKED = "✓", " "
PLACE = 1
"""Of the sign, within a line that has one."""


class Ticks(SelectionList[Value]):
    """Textual draws the same cross before everything and tells by its colour what is chosen; and Enter ticks there,
    where it is meant for what is ticked already.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "go_on", show=False)]

    def action_go_on(self) -> None:
        """To what can be done with what is ticked; from no line, nowhere."""
        if self.highlighted is not None:
            self.screen.focus_next()

    def render_line(self, y: int) -> Strip:
        """The line with a tick, or none."""
        strip = super().render_line(y)
        parts = list(strip)
        style = parts[PLACE].style if len(parts) > PLACE and parts[PLACE].text == "X" else None
        if style is not None:
            chosen = self.get_option_at_index(style.meta["option"]).value in self.selected
            parts[PLACE] = Segment(TICKED if chosen else NOT_TICKED, style)
        return Strip(parts, strip.cell_length)
