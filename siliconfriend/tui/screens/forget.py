"""What would be forgotten, to be looked through before it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, SelectionList, Static
from textual.widgets.option_list import Option
from textual.widgets.selection_list import Selection

from siliconfriend.language import Words
from siliconfriend.memory.by_hand import ToForget
from siliconfriend.tui.dates import day
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.visible import beginning
from siliconfriend.tui.widgets.ticks import Ticks

SAMPLE_CHARACTERS = 200


class ForgetScreen(FriendModal[list[int]]):
    """The memories found: those that hold every word are ticked. The result are the ids to delete, or none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "keep", show=False)]

    def __init__(self, say: Words, found: Sequence[ToForget]) -> None:
        super().__init__()
        self._say = say
        self._found = found
        self._dates = max((cell_len(day(say, one.memory.day)) for one in found), default=0)

    def compose(self) -> ComposeResult:
        """The memories, what deleting them means, and the two answers."""
        certain = sum(one.certain for one in self._found)
        with Vertical(id="card"):
            yield Static(self._say("reflection.forget.which"), id="question", markup=False)
            yield Ticks(*map(self._selection, self._found), compact=True)
            yield Static(self._say("reflection.forget.means"), id="means", markup=False)
            answers = OptionList(
                Option(self._say("reflection.forget.keep"), "keep"),
                Option(self._delete_words(certain), "delete", disabled=not certain),
                id="answers",
                markup=False,
                compact=True,
            )
            yield answers

    def _selection(self, one: ToForget) -> Selection[int]:
        when = day(self._say, one.memory.day)
        gap = " " * (self._dates - cell_len(when) + 2)
        text = beginning(one.memory.text, SAMPLE_CHARACTERS)
        return Selection(Content(f"{when}{gap}{text}"), one.memory.id, one.certain)

    def _delete_words(self, count: int) -> str:
        if not count:
            return self._say("reflection.forget.delete_none")
        return self._say("reflection.forget.delete" + ("_one" if count == 1 else ""), count=count)

    @on(SelectionList.SelectedChanged)
    def _count_again(self, event: SelectionList.SelectedChanged[int]) -> None:
        count = len(event.selection_list.selected)
        answers = self.query_one("#answers", OptionList)
        answers.replace_option_prompt("delete", self._delete_words(count))
        if count:
            answers.enable_option("delete")
        else:
            answers.disable_option("delete")

    @on(OptionList.OptionSelected, "#answers")
    def _answer(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = self.query_one(SelectionList).selected if event.option_id == "delete" else []
        self.dismiss(list(chosen))

    def action_keep(self) -> None:
        """Nothing goes."""
        self.dismiss([])
