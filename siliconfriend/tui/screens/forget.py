"""What would be forgotten, to be looked through before it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.widgets import OptionList, SelectionList, Static
from textual.widgets.option_list import Option
from textual.widgets.selection_list import Selection

from siliconfriend.language import Words
from siliconfriend.memory.by_hand import ToForget
from siliconfriend.memory.retracted_words import UntrueToForget
from siliconfriend.tui.dates import day
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.screens.writes_on import WritesOn
from siliconfriend.tui.visible import beginning
from siliconfriend.tui.widgets.card import ANSWERS, Card
from siliconfriend.tui.widgets.ticks import Ticks, Value

SAMPLE_CHARACTERS = 200
ANSWERED = 24


@dataclass(frozen=True, slots=True)
class ToGo:
    """The ids of the memories and of the facts retracted that are to go."""

    memories: tuple[int, ...] = ()
    untrue: tuple[int, ...] = ()


class ForgetScreen(FriendModal[ToGo], WritesOn[ToGo]):
    """What was found: what holds every word is ticked. The result is what is to go."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "keep", show=False)]

    def __init__(self, say: Words, found: Sequence[ToForget], untrue: Sequence[UntrueToForget]) -> None:
        super().__init__()
        self._say = say
        self._found = found
        self._untrue = untrue
        dates = [*(one.memory.day for one in found), *(one.word.at.date() for one in untrue)]
        self._dates = max((cell_len(day(say, one)) for one in dates), default=0)

    def compose(self) -> ComposeResult:
        """The memories, what deleting them means, and the two answers."""
        certain = sum(one.certain for one in self._found) + sum(one.certain for one in self._untrue)
        with Card():
            yield Static(self._say("reflection.forget.which"), id="question", markup=False)
            yield Ticks(*map(self._memory, self._found), *map(self._fact, self._untrue), compact=True)
            yield Static(self._say("reflection.forget.means"), id="means", markup=False)
            answers = OptionList(
                Option(self._say("reflection.forget.keep"), "keep"),
                Option(self._delete_words(certain), "delete", disabled=not certain),
                id=ANSWERS,
                markup=False,
                compact=True,
            )
            yield answers

    def on_mount(self) -> None:
        """It comes a moment after it was asked for: somebody may write by then."""
        if self.written_already:
            self.choose_none()

    def is_ours(self, event: Key) -> bool:
        """A space ticks what is chosen."""
        return event.key == "space" and self.query_one(SelectionList).highlighted is not None

    def _memory(self, one: ToForget) -> Selection[Value]:
        text = beginning(one.memory.text, SAMPLE_CHARACTERS)
        if one.quoted:
            reply = beginning(one.quoted, SAMPLE_CHARACTERS)
            text = self._say("reflection.forget.in_reply", text=beginning(one.memory.query, ANSWERED), reply=reply)
        return Selection(self._line(one.memory.day, text), ("memory", one.memory.id), one.certain)

    def _fact(self, one: UntrueToForget) -> Selection[Value]:
        text = self._say("reflection.forget.untrue", text=beginning(one.word.text, SAMPLE_CHARACTERS))
        return Selection(self._line(one.word.at.date(), text), ("untrue", one.word.id), one.certain)

    def _line(self, when: date, text: str) -> Content:
        written = day(self._say, when)
        return Content(f"{written}{' ' * (self._dates - cell_len(written) + 2)}{text}")

    def _delete_words(self, count: int) -> str:
        if not count:
            return self._say("reflection.forget.delete_none")
        return self._say("reflection.forget.delete" + ("_one" if count == 1 else ""), count=count)

    @on(SelectionList.SelectedChanged)
    def _count_again(self, event: SelectionList.SelectedChanged[Value]) -> None:
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
        chosen: Sequence[Value] = self.query_one(SelectionList).selected if event.option_id == "delete" else ()
        memories, untrue = (tuple(id_ for of, id_ in chosen if of == kind) for kind in ("memory", "untrue"))
        self.dismiss(ToGo(memories, untrue))

    def action_keep(self) -> None:
        """Nothing goes."""
        self.dismiss(ToGo())
