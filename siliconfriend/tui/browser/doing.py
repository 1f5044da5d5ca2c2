"""What can be done with a memory: pinned, faded, never recalled, put in other words, looked up in the chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.message import Message

from siliconfriend.memory.looking import Listed, Order
from siliconfriend.memory.records import Kind, MemoryBankError, MemoryState
from siliconfriend.memory.reflected import DAILY
from siliconfriend.tui.browser.foundation import Chosen, Past
from siliconfriend.tui.browser.keys import UNDO
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.browser.sifting import Sifting
from siliconfriend.tui.messages import NotDone

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.bank import Bank
    from siliconfriend.tui.screens.base import FriendScreen


UNPINNED = ("faded_pinned", "let_go_pinned")


class Doing(Sifting):
    """Each change is made in a thread, and told when it is made."""

    @dataclass
    class _Changed(Message):
        said: str
        past: Past
        memories: Sequence[Listed]
        moved: bool

    def action_pin(self) -> None:
        """Pin, or take the pin out."""
        if chosen := self._chosen():
            if chosen.state is MemoryState.PINNED:
                self._do(chosen.id, "unpinned", lambda bank, now: bank.unpin([chosen.id], now))
            else:
                self._do(chosen.id, "pinned", lambda bank, now: bank.pin([chosen.id], now))

    def action_fade(self) -> None:
        """Let it fade, or bring it back, with the pin that it had when it was let go here."""
        if chosen := self._chosen():
            if chosen.state is MemoryState.FADED and chosen.id in self._browsed.unpinned:
                self._do(chosen.id, "restored_pinned", lambda bank, now: bank.pin([chosen.id], now))
            elif chosen.state is MemoryState.FADED:
                self._do(chosen.id, "restored", lambda bank, now: bank.restore([chosen.id], now))
            else:
                pinned = chosen.state is MemoryState.PINNED
                if chosen.kind in DAILY:
                    said = "faded_pinned" if pinned else "faded"
                else:
                    said = "let_go_pinned" if pinned else "let_go"
                self._do(chosen.id, said, lambda bank, now: bank.archive([chosen.id], now))

    def _remember_pin(self, memory: int, done: str, *, back: bool = False) -> None:
        """Whether bringing a memory back is to pin it, after what was `done` with it, or taken `back`."""
        if done in ("restored_pinned" if back else UNPINNED):
            self._browsed.unpinned.add(memory)
        elif done not in ("never", "again"):
            self._browsed.unpinned.discard(memory)

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
        title, means = self._words("browser.edit.title"), self._words(f"browser.edit.{meaning}")
        said, text = "edited_turn" if memory.kind is Kind.TURN else "edited", memory.query
        while True:
            wished = await self.app.push_screen_wait(screen(title, means, text, off_record=self._host.off_record))
            if wished is None or wished.strip() in ("", memory.query.strip()):
                return
            try:
                past, lines = await asyncio.to_thread(self._reword, memory.id, wished)
            except MemoryBankError as error:  # what was written is not lost for it
                means, text = cast("FriendScreen[None]", self.screen).sentence(error), wished
            else:
                self.post_message(self._Changed(said, past, lines, moved=True))
                return

    def _reword(self, memory: int, text: str) -> tuple[Past, Sequence[Listed]]:
        past = Past(memory, words=self._bank.replace(memory, text, self._host.clock()))
        return past, self._bank.lines([memory])

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

    @work(thread=True, group="changing", exit_on_error=False)
    def _do(self, memory: int, said: str, change: Callable[[Bank, datetime], object]) -> None:
        try:
            past = Past(memory, self._bank.lines([memory])[0], done=said)
            change(self._bank, self._host.clock())
            self.post_message(self._Changed(said, past, self._bank.lines([memory]), self._narrowed))
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
        self._past.append(event.past)
        self._remember_pin(event.past.memory, event.said)
        self._say(event.said, undo=UNDO)
        self._host.memories_changed()
        self.query_one(MemoryList).replace(event.memories)
        instead = event.past.words.by if event.past.words is not None else None
        if event.moved:
            self.reload(instead)
        if self._browsed.opened:
            self._open(event.memories[0].id if instead is None else instead)
        self._show_keys()
