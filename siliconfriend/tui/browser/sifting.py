"""Which memories are listed, and in which order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeVar

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from siliconfriend.memory.looking import Listing, Order, Standing, Wanted
from siliconfriend.memory.records import Abandoned, Kind, MemoryBankError
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.browser.opening import Opening
from siliconfriend.tui.long_wait import LongWait
from siliconfriend.tui.messages import NotDone
from siliconfriend.tui.visible import one_line

PAUSE_SECONDS: Final = 0.12
"""From a letter to the search for it, so that a word written quickly is looked for once."""

Choice = TypeVar("Choice")


class Sifting(Opening):
    """Search, filters and orders, and the head that names them."""

    @cached_property
    def _waiting(self) -> LongWait:
        return LongWait(self, lambda: self._show_head(None))

    @dataclass
    class _ListingMade(Message):
        listing: Listing
        at: int

    def reload(self, memory: int | None = None) -> None:
        """Read the list anew, with the cursor on `memory` or else where it is."""
        self._list(memory, self.query_one(MemoryList).cursor)

    def _list(self, memory: int | None, at: int) -> None:
        """Make the list that is wanted now; one that is being made for an earlier wish is given up."""
        self._waiting.begin()
        self._make_list(self._browsed.wanted, memory, at)

    @work(thread=True, group="listing", exclusive=True, exit_on_error=False)
    def _make_list(self, wanted: Wanted, memory: int | None, at: int) -> None:
        worker = get_current_worker()
        try:
            listing = self._bank.listing(wanted, lambda: worker.is_cancelled)
            if memory is not None:
                place = self._bank.place(listing, memory)
                at = at if place is None else place
        except Abandoned:
            return
        except MemoryBankError as error:
            self.post_message(NotDone(error))
            return
        if not worker.is_cancelled:
            self.post_message(self._ListingMade(listing, at))

    @on(_ListingMade)
    def _show_listing(self, event: _ListingMade) -> None:
        event.stop()
        self._waiting.end()
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
            nothing = "empty" if everything else "nothing_with" if wanted.text else "nothing"
            counted = say(f"browser.{nothing}", wanted=one_line(wanted.text))
        parts.append(Content(counted))
        if wanted.narrowed:
            parts.append(Content.styled(f" · {self._only()}", "$accent bold"))
        if listing is None or listing.count:
            parts.append(Content.styled(" · " + say(f"browser.orders.{wanted.order.value}"), "$quiet"))
        self.query_one("#browser-head", Static).update(Content("").join(parts))

    def _only(self) -> str:
        """What the list is narrowed to."""
        say, wanted = self._words, self._browsed.wanted
        kind = say(f"browser.kind_filter.{wanted.kind.value}") if wanted.kind is not None else ""
        standing = say(f"browser.standings.{wanted.standing.value}") if wanted.standing is not None else ""
        return say("browser.only", what=" · ".join(filter(None, (kind, standing))))

    @on(Input.Changed)
    def _search_soon(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self._browsed.wanted.text:
            return
        self._forget_note()
        self._browsed.wanted = replace(self._browsed.wanted, text=event.value)
        self._show_keys()
        self._search()

    @work(group="pausing", exclusive=True, exit_on_error=False)
    async def _search(self) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        self._list(None, 0)

    @on(Input.Submitted)
    def _to_the_list(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_list()

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

    def action_everything(self) -> None:
        """List all memories again."""
        self.query_one(Input).value = ""
        self._want(kind=None, standing=None, text="")

    def _want(self, **changes: Kind | Standing | Order | str | None) -> None:
        self._forget_note()
        self._browsed.wanted = replace(self._browsed.wanted, **changes)  # type: ignore[arg-type]  # each its own field
        self._close_detail()
        self._list(None, 0)

    def on_unmount(self) -> None:
        """Nothing is looked for any more."""
        self.workers.cancel_group(self, "listing")
        self.workers.cancel_group(self, "pausing")
        self._waiting.end()


def _next(choices: list[Choice], now: Choice | None) -> Choice | None:
    """The choice after `now`; none after the last, the first after none."""
    if now is None:
        return choices[0]
    place = choices.index(now) + 1
    return choices[place] if place < len(choices) else None
