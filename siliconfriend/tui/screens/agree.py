"""Before a model that is paid for thinks things over."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from siliconfriend.language import Words
from siliconfriend.tui.screens.asking import Asking, Passage
from siliconfriend.tui.screens.unasked import Unasked
from siliconfriend.tui.widgets.card import ANSWERS, Card


class AgreeScreen(Asking[str], Unasked[str]):
    """`question` with three answers: not now (""), this time ("once"), and from now on ("always")."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "not_now", show=False)]

    def __init__(self, say: Words, question: str) -> None:
        super().__init__()
        self._say = say
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Card():
            yield Passage(self._question)
            answers = [
                Option(self._say(f"reflection.screen.answer.{one}"), one) for one in ("not_now", "once", "always")
            ]
            yield OptionList(*answers, id=ANSWERS, markup=False, compact=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """An answer."""
        event.stop()
        self.dismiss("" if event.option_id == "not_now" else str(event.option_id))

    def action_not_now(self) -> None:
        """No."""
        self.dismiss("")
