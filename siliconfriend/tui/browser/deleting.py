"""Deleting a memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual import on, work
from textual.message import Message

from siliconfriend.memory.records import Kind, MemoryBankError
from siliconfriend.tui.browser.doing import Doing
from siliconfriend.tui.browser.foundation import Past
from siliconfriend.tui.browser.keys import UNDO
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.messages import NotDone

UNDO_SECONDS: Final = 10


class Deleting(Doing):
    """Out of sight at once, gone for good when there is no way back any more."""

    _deleted_last: int | None = None

    @dataclass
    class _Deleted(Message):
        memory: int
        untrue: bool

    def action_delete(self) -> None:
        """Asked twice, delete it: for good, unless it is undone within a few seconds."""
        chosen = self._chosen()
        if chosen is None:
            return
        if chosen.id == self._doomed:
            self._doomed, self._deleted_last = None, chosen.id
            self._delete(chosen.id)
        else:
            self._doomed = chosen.id
            key = "D" if self._acting or self._browsed.opened else "Del"
            said = chosen.kind is Kind.TURN
            self._say("sure_of_words" if said else "sure_of_both" if chosen.reworded else "sure", key=key)

    @work(thread=True, group="changing", exit_on_error=False)
    def _delete(self, memory: int) -> None:
        try:
            untrue = self._bank.untrue_with(self._bank.with_old_wordings([memory]))
            self._bank.begin_deleting([memory], self._host.clock())
            self.post_message(self._Deleted(memory, bool(untrue)))
        except MemoryBankError as error:
            self.post_message(NotDone(error))

    @on(_Deleted)
    def _show_deleted(self, event: _Deleted) -> None:
        event.stop()
        past = Past(event.memory)
        self._past.append(past)
        self.set_timer(UNDO_SECONDS, lambda: self._no_way_back(past))
        self._host.delete_soon([event.memory])
        if self._browsed.opened:
            self._close_detail()
            self.query_one(MemoryList).focus()
        self.reload()
        count = self._coming_back
        if count > 1:
            said = "deleted_untrue_several" if event.untrue else "deleted_several"
        else:
            said = "deleted_untrue" if event.untrue else "deleted"
        self._say(said, count=count, key=UNDO, seconds=UNDO_SECONDS)
        self._show_keys()

    def _no_way_back(self, past: Past) -> None:
        """The last few seconds are over: nothing that the memory ever said is held here either."""
        if past in self._past:
            self._past[:] = [one for one in self._past if one.memory != past.memory]
            self._show_keys()
            if self._said.startswith("deleted") and not self._coming_back:
                self._say("too_late")

    @property
    def _coming_back(self) -> int:
        """How many that were deleted come back when everything is undone."""
        return sum(past.deleted for past in self._past)
