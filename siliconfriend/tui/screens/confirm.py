"""A question before what cannot be undone, or what was asked for without knowing all of it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from siliconfriend.tui.screens.asking import Asking, Passage
from siliconfriend.tui.widgets.card import ANSWERS, Card


class ConfirmScreen(Asking[bool]):
    """`question` with two answers; the one that changes nothing is chosen first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "keep", show=False)]

    def __init__(self, question: str, *, yes: str, no: str) -> None:
        super().__init__()
        self._question = question
        self._answers = [Option(no, "no"), Option(yes, "yes")]

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Card() as card:
            card.border_subtitle = self.words("tui.confirm.keys")
            yield Passage(self._question)
            yield OptionList(*self._answers, id=ANSWERS, markup=False, compact=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """An answer."""
        event.stop()
        self.dismiss(event.option_id == "yes")

    def action_keep(self) -> None:
        """No."""
        self.dismiss(False)
