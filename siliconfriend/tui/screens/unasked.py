"""A question that comes by itself, maybe while somebody writes."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.writes_on import WritesOn


class UnaskedScreen(ConfirmScreen, WritesOn[bool]):
    """No Enter behind words is an answer, and no arrow that was meant for something else leads to the yes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("up", "up", show=False, priority=True)]

    def on_mount(self) -> None:
        """Something may be written already."""
        if any(one.text for one in self.composers):
            self.choose_none()

    def action_up(self) -> None:
        """To the answer above, or to the first; from there the list does not begin again at its end."""
        answers = self.query_one(OptionList)
        answers.highlighted = max(0, (answers.highlighted or 0) - 1)
