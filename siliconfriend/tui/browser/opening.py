"""One memory, seen whole in the place of the list."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on, work
from textual.message import Message

from siliconfriend.memory.looking import Known
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui.browser.keys import Keys
from siliconfriend.tui.browser.memory_detail import MemoryDetail
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.messages import NotDone


class Opening(Keys):
    """Opening a memory and closing it."""

    @dataclass
    class _KnownRead(Message):
        memory: int
        known: Known | None
        again: bool

    @on(MemoryList.Opened)
    def _open_chosen(self, event: MemoryList.Opened) -> None:
        event.stop()
        self._open(event.memory)

    def action_open(self) -> None:
        """See the memory under the cursor whole."""
        self.query_one(MemoryList).action_open()

    @work(thread=True, group="knowing", exclusive=True, exit_on_error=False)
    def _open(self, memory: int, *, again: bool = False) -> None:
        """`again`: only if it is still open, and with the keys left where they are; one that is gone is closed."""
        try:
            self.post_message(self._KnownRead(memory, self._bank.known(memory), again))
        except MemoryBankError as error:
            self.post_message(self._KnownRead(memory, None, again) if again else NotDone(error))

    @on(_KnownRead)
    def _show_known(self, event: _KnownRead) -> None:
        event.stop()
        if event.again and not (self._browsed.opened and event.memory == self._browsed.memory):
            return
        if event.known is None:
            self._close_detail()
            return
        self._browsed.memory, self._browsed.opened = event.known.memory.id, True
        self.add_class("-opened")
        detail = self.query_one(MemoryDetail)
        detail.show(event.known, self._sight())
        if not event.again:
            detail.focus()
        self._show_keys()

    def _close_detail(self) -> None:
        self._browsed.opened = False
        self.remove_class("-opened")
        self.query_one(MemoryDetail).clear()
        self._show_keys()

    def _remember_place(self) -> None:
        if not self._browsed.opened and (chosen := self.query_one(MemoryList).chosen) is not None:
            self._browsed.memory = chosen.id
