"""What is remembered, to look through and to govern; the same beside the chat and on a screen of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from siliconfriend.memory.looking import Known, Listed, Listing, Order, Standing
from siliconfriend.memory.records import Kind, MemoryBankError, MemoryState
from siliconfriend.tui.browser.key_line import Key, KeyLine
from siliconfriend.tui.browser.lines import Sight
from siliconfriend.tui.browser.memory_detail import MemoryDetail
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.messages import NotDone

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.language import Words
    from siliconfriend.memory.bank import Bank
    from siliconfriend.tui.browser.host import Browsed, BrowserHost

PAUSE_SECONDS: Final = 0.12
"""From a letter to the search for it, so that a word written quickly is looked for once."""

UNDO_SECONDS: Final = 10

KEYS: Final = {
    "p": "pin",
    "e": "edit",
    "f": "fade",
    "d": "delete",
    "delete": "delete",
    "u": "undo",
    "n": "never",
    "g": "go",
    "k": "kind",
    "s": "standing",
    "o": "order",
    "slash": "find",
    "、": "find",
    "／": "find",
}
"""Letters do things here, so they are no bindings: the chat's own way with letters must not see them."""

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The memory that a key means."""

    id: int
    kind: Kind
    state: MemoryState
    factor: float
    turn: int | None


class MemoryBrowser(Vertical):
    """A list with a search above it; Enter opens one memory in its place."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    MemoryBrowser {
        background: $background;
        & > #browser-head { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & > Input { margin: 0 0 1 0; }
        & > #browser-note { height: auto; padding: 0 1; color: $accent; }
        & > #browser-note.trouble { color: $error; }
        & > MemoryDetail { display: none; margin-top: 1; }
        &.-opened > MemoryDetail { display: block; }
        &.-opened > MemoryList, &.-opened > Input { display: none; }
    }
    """

    @dataclass
    class _ListingMade(Message):
        listing: Listing
        at: int

    @dataclass
    class _KnownRead(Message):
        known: Known

    @dataclass
    class _Changed(Message):
        said: str
        memories: Sequence[Listed]
        moved: bool

    @dataclass
    class _Deleted(Message):
        memory: int

    @dataclass
    class _Undone(Message):
        memory: int
        back: bool

    def __init__(self, words: Words, host: BrowserHost, browsed: Browsed) -> None:
        super().__init__()
        self._words = words
        self._host = host
        self._browsed = browsed
        self._bank: Bank = host.bank
        self._deleted: list[int] = []
        self._typing: Timer | None = None
        self._known = False

    def compose(self) -> ComposeResult:
        """Head, search, list or one memory, what happened, keys."""
        yield Static(id="browser-head", markup=False)
        yield Input(self._browsed.wanted.text, placeholder=self._words("browser.find"), compact=True)
        yield MemoryList(self._bank.listed, self._sight())
        yield MemoryDetail()
        yield Static(id="browser-note", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the list; open what was open."""
        self._show_head(None)
        self._show_keys()
        self.reload(self._browsed.memory)
        if self._browsed.opened and self._browsed.memory is not None:
            self._open(self._browsed.memory)
        self.query_one(MemoryList).focus()

    def focus_list(self) -> None:
        """Go on where the cursor is."""
        (self.query_one(MemoryDetail) if self._browsed.opened else self.query_one(MemoryList)).focus()

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        """Keys mean something else in the search."""
        self._show_keys()

    def _sight(self) -> Sight:
        needles = tuple(self._browsed.wanted.text.lower().split())
        return Sight(self._words, self._host.clock(), self._bank.curve, needles)

    # The list

    def reload(self, memory: int | None = None) -> None:
        """Read the list anew, with the cursor on `memory` or else where it is."""
        self._list(memory, self.query_one(MemoryList).cursor if memory is None else 0)

    @work(thread=True, group="listing", exclusive=True, exit_on_error=False)
    def _list(self, memory: int | None, at: int) -> None:
        try:
            listing = self._bank.listing(self._browsed.wanted)
            if memory is not None:
                at = self._bank.place(listing, memory) or 0
        except MemoryBankError as error:
            self.post_message(NotDone(error))
            return
        if not get_current_worker().is_cancelled:
            self.post_message(self._ListingMade(listing, at))

    @on(_ListingMade)
    def _show_listing(self, event: _ListingMade) -> None:
        event.stop()
        self.query_one(MemoryList).show(event.listing, event.at, self._sight())
        self._show_head(event.listing)

    def _show_head(self, listing: Listing | None) -> None:
        say, wanted = self._words, self._browsed.wanted
        parts = [Content.styled(say("browser.title"), "$primary bold"), Content("  ")]
        if listing is None:
            counted = say("browser.reading")
        elif listing.count:
            counted = say(
                "browser.count_one" if listing.count == 1 else "browser.count", count=f"{listing.count:,}"
            )
        else:
            everything = wanted == replace(type(wanted)(), order=wanted.order)
            counted = say("browser.empty" if everything else "browser.nothing")
        parts.append(Content(counted))
        chips = [say(f"browser.orders.{wanted.order.value}")]
        if wanted.kind is not None:
            chips.append(say(f"browser.kind_filter.{wanted.kind.value}"))
        if wanted.standing is not None:
            chips.append(say(f"browser.standings.{wanted.standing.value}"))
        parts.append(Content.styled(" · " + " · ".join(chips), "$quiet"))
        self.query_one("#browser-head", Static).update(Content("").join(parts))

    @on(Input.Changed)
    def _search_soon(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self._browsed.wanted.text:
            return
        self._browsed.wanted = replace(self._browsed.wanted, text=event.value)
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(PAUSE_SECONDS, self._search)

    def _search(self) -> None:
        self._list(None, 0)

    @on(Input.Submitted)
    def _to_the_list(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(MemoryList).focus()

    def action_find(self) -> None:
        """Write what to look for."""
        self._close_detail()
        self.query_one(Input).focus()

    def action_kind(self) -> None:
        """Only the next kind; after the last one, all."""
        self._want(kind=_next(list(Kind), self._browsed.wanted.kind))

    def action_standing(self) -> None:
        """Only those that stand in the next way; after the last one, all."""
        self._want(standing=_next(list(Standing), self._browsed.wanted.standing))

    def action_order(self) -> None:
        """The next order."""
        self._want(order=_next(list(Order), self._browsed.wanted.order) or Order.NEWEST)

    def _want(self, **changes: Kind | Standing | Order | None) -> None:
        self._close_detail()
        self._browsed.wanted = replace(self._browsed.wanted, **changes)  # type: ignore[arg-type]  # each its own field
        self._list(None, 0)

    # One memory

    @on(MemoryList.Opened)
    def _open_chosen(self, event: MemoryList.Opened) -> None:
        event.stop()
        self._open(event.memory)

    def action_open(self) -> None:
        """See the memory under the cursor whole."""
        self.query_one(MemoryList).action_open()

    @work(thread=True, group="knowing", exclusive=True, exit_on_error=False)
    def _open(self, memory: int) -> None:
        try:
            self.post_message(self._KnownRead(self._bank.known(memory)))
        except MemoryBankError as error:
            self.post_message(NotDone(error))

    @on(_KnownRead)
    def _show_known(self, event: _KnownRead) -> None:
        event.stop()
        self._browsed.memory, self._browsed.opened = event.known.memory.id, True
        self.add_class("-opened")
        detail = self.query_one(MemoryDetail)
        detail.show(event.known, self._sight())
        detail.focus()
        self._show_keys()

    def _close_detail(self) -> None:
        self._browsed.opened = False
        self.remove_class("-opened")
        self.query_one(MemoryDetail).clear()
        self._show_keys()

    def action_back(self) -> None:
        """From a memory to the list, from the search to the list, from the list to the chat."""
        search = self.query_one(Input)
        if self._browsed.opened:
            self._close_detail()
            self.query_one(MemoryList).focus()
        elif search.has_focus and search.value:
            search.value = ""
        elif search.has_focus:
            self.query_one(MemoryList).focus()
        else:
            self._remember_place()
            self._host.close_browser()

    def _remember_place(self) -> None:
        if not self._browsed.opened and (chosen := self.query_one(MemoryList).chosen) is not None:
            self._browsed.memory = chosen.id

    def on_unmount(self) -> None:
        """Where the cursor was is where it will be."""
        if self._typing is not None:
            self._typing.stop()

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Letters do things, but in the search they are letters."""
        if self.query_one(Input).has_focus:
            if event.key == "down":
                event.stop()
                self.query_one(MemoryList).focus()
            return
        character = event.character or ""
        action = KEYS.get(event.key) or KEYS.get(character.lower())
        if action is not None:
            event.stop()
            await self.run_action(action)
        elif event.is_printable and not character.isspace():
            event.stop()

    def _show_keys(self) -> None:
        say = self._words
        if self.query_one(Input).has_focus:
            keys = [("↓", "list", "back"), ("Esc", "clear" if self._browsed.wanted.text else "list", "back")]
        else:
            keys = [] if self._browsed.opened else [("↵", "open", "open"), ("/", "find", "find")]
            chosen = self._chosen()
            pinned = chosen is not None and chosen.state is MemoryState.PINNED
            faded = chosen is not None and chosen.state is MemoryState.FADED
            judged = chosen is not None and chosen.factor < 1
            keys += [
                ("P", "unpin" if pinned else "pin", "pin"),
                ("E", "edit", "edit"),
                ("F", "restore" if faded else "fade", "fade"),
                ("N", "again" if judged else "never", "never"),
                ("D", "delete", "delete"),
            ]
            if self._deleted:
                keys.append(("U", "undo", "undo"))
            keys.append(("G", "go", "go"))
            if not self._browsed.opened:
                keys += [("K", "kind", "kind"), ("S", "standing", "standing"), ("O", "order", "order")]
            keys.append(("Esc", "list" if self._browsed.opened else "close", "back"))
        named = [Key(key, say(f"browser.keys.{word}"), action) for key, word, action in keys]
        self.query_one(KeyLine).show(named)

    @on(MemoryList.Moved)
    def _follow(self, event: MemoryList.Moved) -> None:
        event.stop()
        self._show_keys()

    # Deeds

    def _chosen(self) -> Chosen | None:
        if self._browsed.opened:
            known = self.query_one(MemoryDetail).known
            if known is None:
                return None
            memory = known.memory
            return Chosen(memory.id, memory.kind, memory.state, known.factor, memory.turn)
        listed = self.query_one(MemoryList).chosen
        if listed is None:
            return None
        return Chosen(listed.id, listed.kind, listed.state, listed.factor, listed.turn)

    def action_pin(self) -> None:
        """Pin, or take the pin out."""
        if chosen := self._chosen():
            if chosen.state is MemoryState.PINNED:
                self._do(chosen.id, "unpinned", lambda bank, now: bank.unpin([chosen.id], now))
            else:
                self._do(chosen.id, "pinned", lambda bank, now: bank.pin([chosen.id], now))

    def action_fade(self) -> None:
        """Let it fade, or bring it back."""
        if chosen := self._chosen():
            if chosen.state is MemoryState.FADED:
                self._do(chosen.id, "restored", lambda bank, now: bank.restore([chosen.id], now))
            else:
                self._do(chosen.id, "faded", lambda bank, now: bank.archive([chosen.id], now))

    def action_never(self) -> None:
        """Never recall it; one that was judged is recalled like any other again."""
        if chosen := self._chosen():
            if chosen.factor < 1:
                self._do(chosen.id, "again", lambda bank, _: bank.recall_again([chosen.id]))
            else:
                self._do(chosen.id, "never", lambda bank, _: bank.never_recall([chosen.id]))

    def action_edit(self) -> None:
        """Say it in one's own words."""
        from siliconfriend.tui.browser.edit_screen import EditScreen

        if chosen := self._chosen():
            self._edit(chosen, EditScreen)

    @work(exit_on_error=False, group="editing", exclusive=True)
    async def _edit(self, chosen: Chosen, screen: type) -> None:
        import asyncio

        try:
            memory = await asyncio.to_thread(self._bank.memory, chosen.id)
        except MemoryBankError as error:
            self.post_message(NotDone(error))
            return
        meaning = "turn" if memory.kind is Kind.TURN else "note" if memory.kind is Kind.NOTE else "day"
        text = await self.app.push_screen_wait(
            screen(self._words("browser.edit.title"), self._words(f"browser.edit.{meaning}"), memory.query)
        )
        if text is None or text.strip() in ("", memory.query.strip()):
            return
        said = "edited_turn" if memory.kind is Kind.TURN else "edited"
        self._do(chosen.id, said, lambda bank, now: bank.put_in_place_of(chosen.id, text, now), moved=True)

    def action_go(self) -> None:
        """Show where it was said."""
        chosen = self._chosen()
        if chosen is None:
            return
        if chosen.turn is None:
            self._say("no_turn")
        else:
            self._browsed.memory = chosen.id
            self._host.go_to(chosen.turn)

    def _do(
        self, memory: int, said: str, change: Callable[[Bank, datetime], object], *, moved: bool = False
    ) -> None:
        self._change(memory, said, change, moved)

    @work(thread=True, group="changing", exit_on_error=False)
    def _change(self, memory: int, said: str, change: Callable[[Bank, datetime], object], moved: bool) -> None:
        try:
            change(self._bank, self._host.clock())
            lines = self._bank.lines([memory])
            self.post_message(self._Changed(said, lines, moved or self._narrowed))
        except MemoryBankError as error:
            self.post_message(NotDone(error))

    @property
    def _narrowed(self) -> bool:
        """Whether a change may take a memory out of the list, or to another place in it."""
        wanted = self._browsed.wanted
        return wanted.standing is not None or wanted.order not in (Order.NEWEST, Order.OLDEST)

    @on(_Changed)
    def _show_changed(self, event: _Changed) -> None:
        event.stop()
        self._say(event.said, key="N")
        self._host.memories_changed()
        self.query_one(MemoryList).replace(event.memories)
        if event.moved:
            self.reload()
        if self._browsed.opened:
            self._open(event.memories[0].id)
        self._show_keys()

    # Deleting, and the way back

    def action_delete(self) -> None:
        """Delete it: for good, unless it is undone within a few seconds."""
        if chosen := self._chosen():
            self._delete(chosen.id)

    @work(thread=True, group="changing", exit_on_error=False)
    def _delete(self, memory: int) -> None:
        try:
            self._bank.begin_deleting([memory], self._host.clock())
            self.post_message(self._Deleted(memory))
        except MemoryBankError as error:
            self.post_message(NotDone(error))

    @on(_Deleted)
    def _show_deleted(self, event: _Deleted) -> None:
        event.stop()
        self._deleted.append(event.memory)
        self._host.delete_soon([event.memory])
        if self._browsed.opened:
            self._close_detail()
            self.query_one(MemoryList).focus()
        self.reload()
        self._say("deleted", key="U", seconds=UNDO_SECONDS)
        self._show_keys()

    def action_undo(self) -> None:
        """Bring back what was deleted last."""
        if self._deleted:
            self._undo(self._deleted.pop())

    @work(thread=True, group="changing", exit_on_error=False)
    def _undo(self, memory: int) -> None:
        try:
            back = self._bank.undo_deleting([memory])
            self.post_message(self._Undone(memory, back))
        except MemoryBankError as error:
            self.post_message(NotDone(error))

    @on(_Undone)
    def _show_undone(self, event: _Undone) -> None:
        event.stop()
        self._host.no_longer_deleted([event.memory])
        self._say("undone" if event.back else "too_late")
        self.reload(event.memory if event.back else None)
        self._host.memories_changed()
        self._show_keys()

    # Telling

    def _say(self, string: str, **values: object) -> None:
        note = self.query_one("#browser-note", Static)
        note.remove_class("trouble")
        note.update(self._words(f"browser.done.{string}", **values))

    @on(NotDone)
    def _say_why_not(self, event: NotDone) -> None:
        event.stop()
        note = self.query_one("#browser-note", Static)
        note.add_class("trouble")
        note.update(self._words(f"errors.{event.error.code}", **event.error.details))


def _next(choices: list[Choice], now: Choice | None) -> Choice | None:
    """The choice after `now`; none after the last, the first after none."""
    if now is None:
        return choices[0]
    place = choices.index(now) + 1
    return choices[place] if place < len(choices) else None
