"""A place in what was said: the turns around one, as the conversation shows them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center
from textual.widgets import Static

from siliconfriend.memory.records import MemoryBankError, Turn
from siliconfriend.tui import messages
from siliconfriend.tui.commands import also
from siliconfriend.tui.finding.messages import LaterTurnsRead, PlaceRead
from siliconfriend.tui.finding.past import LaterLine, Past
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.typed_ahead import acts_on_rows
from siliconfriend.tui.widgets.earlier_line import EarlierLine

if TYPE_CHECKING:
    from siliconfriend.companion import Companion

AROUND = 6
AT_ONCE = 10


class PlaceScreen(FriendScreen[bool]):
    """Scrolls both ways as far as anything was said. Escape goes back; writing, or End, goes back to now (True)."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("end", "now", show=False, priority=True),
        also("latest", "now", priority=True),
        also("scroll_up", "page(-1)", priority=True),
        also("scroll_down", "page(1)", priority=True),
        also("earlier", "earlier"),
    ]

    def __init__(self, companion: Companion, turn: int, wanted: str = "") -> None:
        """`turn` is the id of the turn to look at."""
        super().__init__()
        self._companion = companion
        self._turn = turn
        self._wanted = wanted

    def compose(self) -> ComposeResult:
        """Turns, and how to go on from here."""
        yield Past(self.words)
        with Center(id="foot"):
            yield Static(self._keys(), id="keys", markup=False)

    def _keys(self) -> str:
        return self.words("finding.place_keys", up=self.way_to("scroll_up"), down=self.way_to("scroll_down"))

    async def say_again(self) -> None:
        """What was said stays."""
        self.query_one("#keys", Static).update(self._keys())
        await self.query_one(Past).use_words(self.words)

    def awaits(self, event: events.Key | events.Paste) -> Collection[str]:
        """What was said, but for what is written and for leaving."""
        return ("reading",) if acts_on_rows(event) else ()

    def on_mount(self) -> None:
        """Read what was said around the turn."""
        self._read(self._companion)

    @work(thread=True, group="reading", exit_on_error=False)
    def _read(self, companion: Companion) -> None:
        try:
            bank = companion.bank
            before = bank.turns(before=self._turn, limit=AROUND)
            after = bank.turns_after(self._turn, limit=AROUND)
            turns = [*before, bank.dialogue.get(self._turn), *after]
            self.post_message(PlaceRead(turns, len(before) == AROUND, len(after) == AROUND))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(PlaceRead)
    async def _show(self, event: PlaceRead) -> None:
        past = self.query_one(Past)
        await past.show_turns(self.words, event.turns, more=event.before)
        if event.after:
            await past.mount(LaterLine(lambda: self.words("finding.later")))
        past.look_at(self._turn)

    @on(messages.NotDone)
    def _say_why_not(self, event: messages.NotDone) -> None:
        self.notify(self.sentence(event.error), severity="error", markup=False)

    # Further

    @on(EarlierLine.Asked)
    def action_earlier(self) -> None:
        """What was said before."""
        first = self.query_one(Past).first_turn
        if first is not None and self.query(EarlierLine):
            self._read_before(self._companion, first)

    @work(thread=True, group="further", exclusive=True, exit_on_error=False)
    def _read_before(self, companion: Companion, first: Turn) -> None:
        try:
            turns = companion.bank.turns(before=first.id, limit=AT_ONCE)
            self.post_message(messages.EarlierTurnsRead(first.id, turns))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.EarlierTurnsRead)
    async def _show_before(self, event: messages.EarlierTurnsRead) -> None:
        past = self.query_one(Past)
        if past.first_turn is not None and past.first_turn.id == event.before:
            await past.add_earlier(event.turns, more=len(event.turns) == AT_ONCE)

    @on(LaterLine.Asked)
    def _ask_later(self) -> None:
        last = self.query_one(Past).last_turn
        if last is not None:
            self._read_after(self._companion, last)

    @work(thread=True, group="further", exclusive=True, exit_on_error=False)
    def _read_after(self, companion: Companion, last: Turn) -> None:
        try:
            self.post_message(LaterTurnsRead(last.id, companion.bank.turns_after(last.id, limit=AT_ONCE)))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(LaterTurnsRead)
    async def _show_after(self, event: LaterTurnsRead) -> None:
        past = self.query_one(Past)
        if past.last_turn is not None and past.last_turn.id == event.after:
            await past.add_later(event.turns, more=len(event.turns) == AT_ONCE)

    # Leaving

    def action_page(self, by: int) -> None:
        """A page up or down."""
        past = self.query_one(Past)
        if by > 0:
            past.scroll_page_down(animate=False)
        else:
            past.scroll_page_up(animate=False)

    def on_key(self, event: events.Key) -> None:
        """Who writes wants to say something: back to now."""
        if event.is_printable and event.character and not event.character.isspace():
            event.stop()
            self.friend.write(event.character)
            self.dismiss(True)

    def action_back(self) -> None:
        """To where one came from."""
        self.dismiss(False)

    def action_now(self) -> None:
        """To the newest words."""
        self.dismiss(True)
