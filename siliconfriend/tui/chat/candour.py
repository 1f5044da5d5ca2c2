"""What leaves this machine and what is kept, in the user's hands: what was sent, off the record, only here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion

STAND_IN = "builtin"


class Candour(Room):
    """Nothing here is hidden, and nothing is done behind the user's back."""

    # What was sent

    def action_sent(self) -> None:
        """What was sent to the model for the last reply, word for word."""
        from siliconfriend.tui.screens.sent import SentScreen

        if self.companion is None:
            self.tell("tui.composer.not_yet")
            return
        for view in reversed(self.query_one(Transcript).turns):
            if view.turn is not None:
                sent = self.companion.sent.get(view.turn.id)
                if sent is None:
                    self.tell("candour.sent.unknown")
                else:
                    self.app.push_screen(SentScreen(sent, view.turn.response, self.companion.settings.chat))
                return
        self.tell("tui.turn.none")

    # Off the record

    async def action_off_record(self) -> None:
        """A conversation of which nothing is stored begins, or ends."""
        companion = self.companion
        if companion is None:
            self.tell("tui.composer.not_yet")
        elif self.answering:
            self.tell("tui.composer.still_answering")
        elif companion.off_record:
            await self.action_new_conversation()
        else:
            companion.go_off_record()
            self.add_class("off-record")
            await self.query_one(Transcript).divide(self.words("candour.off_record.begun"))
            self._show_place(companion)

    async def action_new_conversation(self) -> None:
        """Begin another conversation; one off the record goes from the screen, and is nowhere."""
        if self.answering:
            self.tell("tui.composer.still_answering")
        elif self.companion is not None:
            was_off = self.companion.off_record
            self.companion.new_conversation()
            if was_off:
                self.remove_class("off-record")
                await self.query_one(Transcript).remove_off_record()
                self._show_place(self.companion)
                self.tell("candour.off_record.ended")
            else:
                await self.query_one(Transcript).divide()

    # Only here

    def action_local_only(self) -> None:
        """From now on this person's words stay on this machine, or no longer."""
        if self.companion is None:
            self.tell("tui.composer.not_yet")
        elif self.answering:
            self.tell("tui.composer.still_answering")
        else:
            self._keep_here(self.companion, not self.companion.bank.profile.local_only)

    @work(thread=True, group="candour", exclusive=True, exit_on_error=False)
    def _keep_here(self, companion: Companion, local_only: bool) -> None:
        try:
            companion.bank.keep_here(local_only)
            self.post_message(messages.KeptHere(local_only))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.KeptHere)
    async def _show_kept_here(self, event: messages.KeptHere) -> None:
        from siliconfriend.local_only import StaysHereError, allow

        companion = self.companion
        if companion is None:
            return
        self.tell("candour.local_only.on" if event.local_only else "candour.local_only.off")
        try:
            allow(companion.bank.profile, companion.model)
        except StaysHereError as error:
            before, companion.model = companion.model, self.friend.core.model(STAND_IN)
            await before.close()
            self.notify(self.sentence(error), severity="warning", markup=False)
        self._show_place(companion)
