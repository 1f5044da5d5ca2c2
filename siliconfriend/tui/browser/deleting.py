"""Deleting a memory, and the way back for a few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual import on, work
from textual.message import Message

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui.browser.doing import Doing
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.messages import NotDone

UNDO_SECONDS: Final = 10


class Deleting(Doing):
    """Out of sight at once, gone for good when there is no way back any more."""

    @dataclass
    class _Deleted(Message):
        memory: int

    @dataclass
    class _Undone(Message):
        memory: int
        back: bool

    def action_delete(self) -> None:
        """Asked twice, delete it: for good, unless it is undone within a few seconds.

        Whoever writes to the companion while the list has the focus must not delete by a `d` in a word.
        """
        chosen = self._chosen()
        if chosen is None:
            return
        if chosen.id == self._doomed:
            self._doomed = None
            self._delete(chosen.id)
        else:
            self._doomed = chosen.id
            self._say("sure", key="D")

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
