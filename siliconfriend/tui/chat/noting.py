"""Notes that the user has the companion remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.arguments import Arguments

if TYPE_CHECKING:
    from siliconfriend.companion import Companion


class Noting(Arguments):
    """A note is a memory of its own, not a turn: it is kept off the record too, and then says so."""

    def action_remember(self, text: str = "") -> None:
        """Keep `text` as a note; without one, begin to write it."""
        self._with_argument("remember", text, self._keep_note)

    @work(thread=True, group="noting", exit_on_error=False)
    def _keep_note(self, companion: Companion, text: str) -> None:
        try:
            companion.bank.remember(text, companion.clock())
            self.post_message(messages.NoteKept(companion.bank.counts()))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error, "remember", text))

    @on(messages.NoteKept)
    def _show_kept(self, event: messages.NoteKept) -> None:
        self._counts = event.counts
        if not self.answering:
            self._show_activity()
        self.tell("tui.note.kept_off_record" if self.off_record else "tui.note.kept")
