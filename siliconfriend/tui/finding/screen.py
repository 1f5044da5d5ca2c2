"""Everything that was said, looked through as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from siliconfriend.memory.records import Abandoned, MemoryBankError, Turn
from siliconfriend.tui import messages
from siliconfriend.tui.commands import also
from siliconfriend.tui.dates import day
from siliconfriend.tui.finding.marks import marks, snippet
from siliconfriend.tui.finding.messages import TurnsFound
from siliconfriend.tui.long_wait import LongWait
from siliconfriend.tui.markdown.in_one_line import in_one_line
from siliconfriend.tui.screens.with_list import WithList
from siliconfriend.tui.visible import one_line
from siliconfriend.tui.widgets.field import Field

if TYPE_CHECKING:
    from siliconfriend.companion import Companion

MOST_FOUND = 100


class FindScreen(WithList[None]):
    """A line to write in, and below it the turns that hold those words, the latest first."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "Input"
    READS = ("finding",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, priority=True),
        also("find", "back", priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
    ]

    def __init__(self, companion: Companion, wanted: str = "") -> None:
        super().__init__()
        self._companion = companion
        self._first = wanted
        self._turns: Sequence[Turn] = ()
        self._waiting = LongWait(self, self._say_looking)

    def compose(self) -> ComposeResult:
        """What to look for, what was found, and how much."""
        with Vertical(id="finding"):
            yield Static(self.words("finding.title"), id="title", markup=False)
            yield Field(self._first, placeholder=self.words("finding.placeholder"), compact=True)
            yield Static(self.words("finding.begin"), id="count", markup=False)
            yield OptionList(markup=False, compact=True)
            yield Static(self.words("finding.keys"), id="keys", markup=False)

    async def say_again(self) -> None:
        """What was found is told again too."""
        self.query_one("#title", Static).update(self.words("finding.title"))
        self.query_one("#keys", Static).update(self.words("finding.keys"))
        self.query_one(Input).placeholder = self.words("finding.placeholder")
        self._look()

    @on(Input.Changed)
    def _look(self) -> None:
        wanted = self.query_one(Input).value.strip()
        self._waiting.end()
        if wanted:
            self._waiting.begin()
            self._search(self._companion, wanted)
        else:
            self.workers.cancel_group(self, "finding")
            self._turns = ()
            self.query_one(OptionList).clear_options()
            self.query_one("#count", Static).update(self.words("finding.begin"))

    @work(thread=True, group="finding", exclusive=True, exit_on_error=False)
    def _search(self, companion: Companion, wanted: str) -> None:
        worker = get_current_worker()
        try:
            found = companion.bank.find_said(wanted, limit=MOST_FOUND + 1, abandoned=lambda: worker.is_cancelled)
        except Abandoned:
            return  # typed on meanwhile
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))
            return
        if not worker.is_cancelled:
            entries = [self._entry(turn, wanted) for turn in found[:MOST_FOUND]]
            self.post_message(TurnsFound(wanted, found[:MOST_FOUND], entries, len(found) > MOST_FOUND))

    def _say_looking(self) -> None:
        self.query_one("#count", Static).update(self.words("finding.looking"))

    @on(TurnsFound)
    def _show(self, event: TurnsFound) -> None:
        if event.wanted != self.query_one(Input).value.strip():
            return  # typed on meanwhile
        self._waiting.end()
        found = self.query_one(OptionList)
        at = found.highlighted if event.turns == self._turns else 0  # the same in another language
        self._turns = event.turns
        found.clear_options()
        found.add_options([Option(entry) for entry in event.entries])
        found.highlighted = at if event.turns else None
        count = len(event.turns)
        key = "none" if not count else "more" if event.more else "one" if count == 1 else "many"
        said = self.words(f"finding.{key}", count=count, wanted=event.wanted)
        self.query_one("#count", Static).update(one_line(said))

    def _entry(self, turn: Turn, wanted: str) -> Content:
        profile = self._companion.bank.profile
        theirs = bool(marks(one_line(turn.query), wanted)) or not turn.response
        who = profile.name if theirs else profile.called
        head = f"{day(self.words, turn.day)} · {one_line(who)}"
        said = turn.query if theirs else in_one_line(turn.response)
        return Content.assemble((head, "$quiet"), "\n", snippet(said, wanted))

    @on(messages.NotDone)
    def _say_why_not(self, event: messages.NotDone) -> None:
        self._waiting.end()
        self.query_one("#count", Static).update(self.sentence(event.error))

    @on(Input.Submitted)
    def _open(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _go_there(self, event: OptionList.OptionSelected) -> None:
        from siliconfriend.tui.finding.place import PlaceScreen

        place = PlaceScreen(self._companion, self._turns[event.option_index].id, self.query_one(Input).value)
        self.app.push_screen(place, self._leave_if)

    def _leave_if(self, now: bool | None) -> None:
        """From the place back to now, or only back here."""
        if now:
            self.dismiss(None)

    async def action_page(self, by: int) -> None:
        """A page up or down the list."""
        await self.app.run_action("page_down" if by > 0 else "page_up", self.query_one(OptionList))

    def action_back(self) -> None:
        """To the conversation."""
        self.dismiss(None)
