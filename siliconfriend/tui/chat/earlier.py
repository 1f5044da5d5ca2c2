"""Turns said before those on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError, Turn
from siliconfriend.tui import messages
from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.core import TURNS_AT_ONCE
from siliconfriend.tui.weight import BATCH, lightest
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion


class Earlier(Room):
    """Read in a thread, a few at a time, and put above."""

    @on(EarlierLine.Asked)
    def action_earlier(self) -> None:
        """Show earlier turns."""
        first = self.query_one(Transcript).first_turn
        if self.companion is None:
            self.when_open(self.action_earlier)
        elif self.query(EarlierLine):
            self._read_earlier(self.companion, first.id if first else None)

    @work(thread=True, group="older turns", exclusive=True, exit_on_error=False)
    def _read_earlier(self, companion: Companion, before: int | None) -> None:
        try:
            turns = companion.bank.turns(before=before, limit=TURNS_AT_ONCE)
            self.post_message(messages.EarlierTurnsRead(before, turns))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.EarlierTurnsRead)
    async def _show_earlier(self, event: messages.EarlierTurnsRead) -> None:
        transcript = self.query_one(Transcript)
        first = transcript.first_turn
        if (first.id if first else None) != event.before:
            return  # asked for twice
        await self.add_earlier(event.turns, asked=TURNS_AT_ONCE)

    async def add_earlier(self, turns: Sequence[Turn], *, asked: int) -> None:
        """Show the last of `turns`, of which as many as `asked` might have come, above those on the screen.

        One after the other, so that whoever is writing meanwhile is not kept waiting.
        """
        light = lightest(turns, BATCH)
        more = len(light) < len(turns) or len(turns) == asked
        transcript = self.query_one(Transcript)
        for turn in reversed(light):
            await transcript.add_earlier([turn], more=more or turn is not light[0])
        if not light:
            await transcript.add_earlier([], more=False)
