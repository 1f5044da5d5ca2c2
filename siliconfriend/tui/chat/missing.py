"""What was deleted stands under no reply that once remembered it; brought back, it stands there again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.memory_line import MemoryLine

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank


class Missing(Room):
    """After each deletion the lines of what was remembered are looked through."""

    @on(messages.Forgotten)
    @on(messages.TurnRemoved)
    @on(messages.MemoriesDeleted)
    @on(messages.MemoriesCounted)
    def _look_what_is_missing(self) -> None:
        held = frozenset().union(*(line.held for line in self.query(MemoryLine)))
        if held and self.companion is not None:
            self._look_for(self.companion.bank, held)

    @work(thread=True, group="missing", exit_on_error=False)
    def _look_for(self, bank: Bank, held: frozenset[int]) -> None:
        try:
            there, seen = bank.memories.get(held).keys(), bank.memories_in_sight(held)
            self.post_message(messages.MemoriesMissed(held - there, held & there - seen))
        except MemoryBankError:
            return  # what cannot be read now is read the next time

    @on(messages.MemoriesMissed)
    async def _take_out(self, event: messages.MemoriesMissed) -> None:
        for line in self.query(MemoryLine):
            await line.leave_out(event.gone, event.going)
