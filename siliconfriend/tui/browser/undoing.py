"""The way back: what was done last with a memory is undone, a deletion for a few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual import on, work
from textual.message import Message

from siliconfriend.memory.records import MemoryBankError, MemoryState
from siliconfriend.tui.browser.deleting import Deleting
from siliconfriend.tui.browser.foundation import Past
from siliconfriend.tui.messages import NotDone
from siliconfriend.tui.visible import beginning

SAMPLE: Final = 40


class Undoing(Deleting):
    """As often as something was done since the browser was opened."""

    @dataclass
    class _Undone(Message):
        past: Past
        back: bool
        held: bool

    def action_undo(self) -> None:
        """Let the memory stand as before."""
        if self._past:
            self._undo(self._past.pop())

    def action_keep_after_all(self) -> None:
        """The key that deleted a memory was pressed once and held down: that is not asking twice."""
        if self._past and self._past[-1].deleted and self._past[-1].memory == self._deleted_last:
            self._undo(self._past.pop(), held=True)

    @work(thread=True, group="changing", exit_on_error=False)
    def _undo(self, past: Past, *, held: bool = False) -> None:
        try:
            back = True
            if past.words is not None:
                self._bank.take_back(past.words)
            elif past.before is None:
                back = self._bank.undo_deleting([past.memory])
            else:
                before, now = past.before, self._host.clock()
                self._bank.put_back(past.memory, before.state, before.factor, now, let_go=before.let_go)
            self.post_message(self._Undone(past, back, held))
        except MemoryBankError as error:
            self.post_message(NotDone(error))

    @on(_Undone)
    def _show_undone(self, event: _Undone) -> None:
        event.stop()
        past = event.past
        self._remember_pin(past.memory, past.done, back=True)
        if past.deleted:
            self._host.no_longer_deleted([past.memory])
        elif self._browsed.opened:
            self._open(past.memory)
        if past.deleted:
            self._say("too_late" if not event.back else "held" if event.held else "undone")
        else:
            self._say_in_full("taken_back", self._words(f"browser.undone.{_undone(past)}", text=_sample(past)))
        self.reload(past.memory if event.back else None)
        self._host.memories_changed()
        self._show_keys()


def _undone(past: Past) -> str:
    """How the memory stands again, after what was done with it."""
    before = past.before
    if before is None:
        return "words"
    if past.done in ("never", "again"):
        return "never" if before.factor == 0 else "lowered" if before.factor < 1 else "recalled"
    if before.state is MemoryState.ALIVE:
        return "unpinned" if past.done == "pinned" else "alive"
    return "pinned" if before.state is MemoryState.PINNED else "faded"


def _sample(past: Past) -> str:
    stood = past.words.memory if past.words is not None else past.before
    return beginning(stood.query if stood is not None else "", SAMPLE)
