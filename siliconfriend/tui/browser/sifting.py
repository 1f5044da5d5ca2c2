"""Which memories are listed, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, TypeVar

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from siliconfriend.memory.looking import Listing, Order, Standing
from siliconfriend.memory.records import Kind, MemoryBankError
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.browser.opening import Opening
from siliconfriend.tui.messages import NotDone

PAUSE_SECONDS: Final = 0.12
"""From a letter to the search for it, so that a word written quickly is looked for once."""

Choice = TypeVar("Choice")


class Sifting(Opening):
    """Search, filters and orders, and the head that names them."""

    _typing: Timer | None = None

    @dataclass
    class _ListingMade(Message):
        listing: Listing
        at: int

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

    def on_unmount(self) -> None:
        """Nothing is looked for any more."""
        if self._typing is not None:
            self._typing.stop()


def _next(choices: list[Choice], now: Choice | None) -> Choice | None:
    """The choice after `now`; none after the last, the first after none."""
    if now is None:
        return choices[0]
    place = choices.index(now) + 1
    return choices[place] if place < len(choices) else None
