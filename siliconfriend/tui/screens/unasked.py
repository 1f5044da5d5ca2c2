"""A question that comes by itself, or after work that a command began, maybe while somebody writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.writes_on import WritesOn, WrittenOn

ResultT = TypeVar("ResultT")


class Unasked(WritesOn[ResultT]):
    """No Enter behind words is an answer, and no arrow that was meant for something else leads to the yes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("up", "up", show=False, priority=True)]

    def on_mount(self) -> None:
        """Something may be written already."""
        if self.written_already:
            self.choose_none()

    def action_up(self) -> None:
        """To the answer above, or to the first; from there the list does not begin again at its end."""
        answers = self.query_one(OptionList)
        answers.highlighted = max(0, (answers.highlighted or 0) - 1)


class UnaskedScreen(ConfirmScreen, Unasked[bool]):
    """Two answers; words go on where they were written, if that is not the conversation but `written_on`."""

    def __init__(self, question: str, *, yes: str, no: str, written_on: WrittenOn | None = None) -> None:
        super().__init__(question, yes=yes, no=no)
        self._written_on = written_on

    @property
    def written_on(self) -> Sequence[WrittenOn]:
        """Where words go on."""
        return [self._written_on] if self._written_on is not None else super().written_on
