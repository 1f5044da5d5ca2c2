"""The memory browser: beside the chat where there is room, else in front of it; and what it does to the chat."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, cast

from textual import events, on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages, opinions
from siliconfriend.tui.chat.sweeping import Sweeping
from siliconfriend.tui.widgets.composer import Composer

if TYPE_CHECKING:
    from datetime import datetime

    from textual.css.query import DOMQuery

    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Profile
    from siliconfriend.tui.browser.browser import MemoryBrowser
    from siliconfriend.tui.browser.host import Browsed
    from siliconfriend.tui.widgets.recalled_piece import RecalledPiece

PANE = "#browser-pane"


class Browsing(Sweeping):
    """The host of a browser. Nothing of it is imported before it is asked for."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._browsed: Browsed | None = None
        self._condemned: set[int] = set()

    @property
    def bank(self) -> Bank:
        """The memory of whoever is here."""
        if self.companion is None:
            raise RuntimeError("nobody is here")
        return self.companion.bank

    def clock(self) -> datetime:
        """This moment."""
        return self.friend.core.clock()

    # Opening and closing

    async def action_memories(self) -> None:
        """Open the browser, go to it, or from it back to the chat."""
        from siliconfriend.tui.browser.host import WIDE

        pane = self._pane()
        if self.companion is None:
            self.when_open(self.action_memories)
        elif pane is not None and pane.has_focus_within:
            pane.leave()
        elif pane is not None:
            pane.focus_list()
        elif self.size.width >= WIDE:
            await self._open_pane()
        else:
            self._open_screen()

    def action_timeline(self) -> None:
        """The days, and the portrait."""
        if self.companion is None:
            self.when_open(self.action_timeline)
            return
        from siliconfriend.tui.timeline.screen import TimelineScreen

        self.app.push_screen(TimelineScreen(self))

    def _pane(self) -> MemoryBrowser | None:
        from siliconfriend.tui.browser.browser import MemoryBrowser

        return next(iter(self.query(PANE).results(MemoryBrowser)), None)

    def awaits(self, event: events.Key | events.Paste) -> Collection[str]:
        """As the pane does, where the keys go there."""
        pane = self._pane() if self._browsed is not None else None
        return pane.awaits(event) if pane is not None and pane.has_focus_within else ()

    async def say_again(self) -> None:
        """The pane too."""
        await super().say_again()
        if (pane := self._pane() if self._browsed is not None else None) is not None:
            pane.use_words(self.words)

    def _place(self) -> Browsed:
        from siliconfriend.tui.browser.host import Browsed

        self._browsed = self._browsed or Browsed()
        return self._browsed

    async def _open_pane(self) -> None:
        from siliconfriend.tui.browser.browser import MemoryBrowser

        pane = MemoryBrowser(self.words, self, self._place())
        pane.id = PANE.lstrip("#")
        await self.mount(pane)

    def _open_screen(self) -> None:
        from siliconfriend.tui.browser.screen import BrowserScreen

        self.app.push_screen(BrowserScreen(self, self._place()), self._after_screen)

    async def _after_screen(self, wide: bool | None) -> None:
        if wide:
            await self._open_pane()

    def close_browser(self) -> None:
        """Back to the chat."""
        pane = self._pane()
        if pane is not None:
            pane.remove()
            self.query_one(Composer).focus()
        elif self.app.screen is not self:
            self.app.pop_screen()

    async def on_resize(self, event: events.Resize) -> None:
        """A window that has become narrow has no room for a pane."""
        pane = self._pane() if self._browsed is not None else None
        if pane is None:
            return
        from siliconfriend.tui.browser.host import WIDE

        if event.size.width < WIDE:
            await pane.remove()
            self._open_screen()

    def go_to(self, turn: int) -> None:
        """Show where something was said."""
        from siliconfriend.tui.finding.place import PlaceScreen

        if self.companion is not None:
            self.app.push_screen(PlaceScreen(self.companion, turn), self._after_place)

    def _after_place(self, now: bool | None) -> None:
        """Back where one was, or to the newest words: then nothing is in front of them."""
        if now:
            while self.app.screen is not self:
                self.app.pop_screen()
            self.query_one(Composer).focus()

    # What the browser changes

    def memories_changed(self) -> None:
        """Count again, sweep away what other words took the place of, and tell no longer what may not hold."""
        for piece in cast("DOMQuery[RecalledPiece]", self.query("RecalledPiece")):
            piece.forget_what_was_said()
        if self.companion is not None:
            self._count(self.companion.bank)
            self.scrub_soon()

    @work(thread=True, group="counting", exclusive=True, exit_on_error=False)
    def _count(self, bank: Bank) -> None:
        try:
            self.post_message(messages.MemoriesCounted(bank.counts()))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.MemoriesCounted)
    def _show_count(self, event: messages.MemoriesCounted) -> None:
        self._counts = event.counts
        if not self.answering:
            self._show_activity()

    @on(opinions.Wanted)
    async def _browse_one(self, event: opinions.Wanted) -> None:
        if self.companion is None:
            return
        place, pane = self._place(), self._pane()
        place.memory, place.opened = event.memory, True
        if pane is not None:
            await pane.remove()
        await self.action_memories()

    def delete_soon(self, memories: Sequence[int]) -> None:
        """Wait for second thoughts, then delete them for good."""
        from siliconfriend.tui.browser.deleting import UNDO_SECONDS

        self._condemned.update(memories)
        if self.companion is not None:
            self.companion.sent.forget()  # they may stand in any of it, and whoever leaves now deletes them
        self.memories_changed()
        self.set_timer(UNDO_SECONDS, lambda: self._delete_now(list(memories)))

    def no_longer_deleted(self, memories: Sequence[int]) -> None:
        """They are there again."""
        self._condemned.difference_update(memories)

    def _delete_now(self, memories: Sequence[int]) -> None:
        due = self._condemned.intersection(memories)
        self._condemned -= due
        if due and self.companion is not None and not self._leaving:
            self._finish_before_leaving(self._finish_deleting(self.companion.bank, frozenset(self._condemned)))

    @work(thread=True, group="removing", exit_on_error=False)
    def _finish_deleting(self, bank: Bank, but: frozenset[int]) -> None:
        try:
            turns = bank.finish_deleting(but, own=True)
            self.post_message(messages.MemoriesDeleted(turns, bank.counts()))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.MemoriesDeleted)
    def _take_off_the_screen(self, event: messages.MemoriesDeleted) -> None:
        for turn in event.turns:
            self.post_message(messages.TurnRemoved(turn, event.counts))
        self.post_message(messages.MemoriesCounted(event.counts))
        self.scrub_soon()
