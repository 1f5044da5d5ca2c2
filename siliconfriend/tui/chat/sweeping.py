"""The bytes of what was deleted are swept away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.room import Room

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Profile

SCRUB_AFTER_SECONDS = 20.0
"""From a deletion to the sweeping away of its bytes, so that several are swept away at once."""


class Sweeping(Room):
    """In the background, a while after a deletion."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._scrub_due = False

    def scrub_soon(self) -> None:
        """Something was deleted: sweep its bytes away within a minute, in the background."""
        if not self._scrub_due:
            self._scrub_due = True
            self.set_timer(SCRUB_AFTER_SECONDS, self._scrub_now)

    def _scrub_now(self) -> None:
        self._scrub_due = False
        if self.companion is not None and not self._leaving:
            self._finish_before_leaving(self._scrub(self.companion))

    @work(thread=True, group="scrubbing", exit_on_error=False)
    def _scrub(self, companion: Companion) -> None:
        try:
            companion.bank.scrub()
        except MemoryBankError:
            self.post_message(messages.ScrubPutOff())

    @on(messages.ScrubPutOff)
    def _scrub_later(self) -> None:
        self.scrub_soon()
