"""What leaves this machine and what is kept, in the user's hands: what was sent, off the record, only here."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.editing import Editing
from siliconfriend.tui.chat.waiting import Waiting
from siliconfriend.tui.core import STAND_IN
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion


class Candour(Waiting, Editing):
    """Nothing here is hidden, and nothing is done behind the user's back."""

    # What was sent

    def action_sent(self) -> None:
        """What was sent to the model for the last reply, word for word."""
        from siliconfriend.tui.screens.sent import SentScreen

        if self.companion is None:
            self.when_open(self.action_sent)
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
        """A conversation of which nothing is stored begins, or ends; while a reply is on its way the wish waits."""
        companion = self.companion
        if companion is None:
            self.when_open(self.action_off_record)
        elif self.answering and companion.off_record:
            self.say_still_answering()
        elif self.answering:
            self.wish_off_record(not self.off_record_waits)
        elif companion.off_record:
            await self.action_new_conversation()
        else:
            await self.begin_off_record()

    async def begin_off_record(self) -> None:
        """What is written from now on is stored nowhere."""
        companion = self.companion
        if companion is not None and not self._leaving:
            self.leave_above()
            companion.go_off_record()
            self.add_class("off-record")
            await self.query_one(Transcript).go_off_record(
                lambda: self.words("candour.off_record.begun", way=self.way_to("off_record"))
            )
            self._show_place(companion)
            self._show_keys()

    async def action_new_conversation(self) -> None:
        """Begin another conversation; one off the record goes from the screen, and is nowhere."""
        if self.companion is None:
            self.when_open(self.action_new_conversation)
        elif self.answering:
            self.say_still_answering()
        else:
            self._unwait()  # written for the conversation that ends, maybe off the record
            self.leave_above()
            was_off = self.companion.off_record
            self.companion.new_conversation()
            if was_off:
                self.remove_class("off-record")
                await self.query_one(Transcript).remove_off_record(lambda: self.words("candour.off_record.ended"))
                self._show_place(self.companion)
            else:
                await self.query_one(Transcript).divide()
                self.query_one(Transcript).anchor()
                self._finish_before_leaving(self._keep_beginning(self.companion))
            self._show_keys()

    @work(thread=True, group="beginning", exit_on_error=False)
    def _keep_beginning(self, companion: Companion) -> None:
        with suppress(MemoryBankError):  # here it is new all the same
            companion.keep_beginning()

    # Only here

    def action_local_only(self) -> None:
        """From now on this person's words stay on this machine, or no longer."""
        if self.companion is None:
            self.when_open(self.action_local_only)
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
        self.tell_in_front(event)
        if self.companion is None:
            return
        self.tell("candour.local_only.on" if event.local_only else "candour.local_only.off")
        if not self.answering:
            await self.stay_here()
        self._show_place(self.companion)

    async def stay_here(self) -> None:
        """Nobody who is elsewhere is told more; a reply that is on its way is asked for already, and may end."""
        from siliconfriend.local_only import StaysHereError, allow

        companion = self.companion
        if companion is None:
            return
        try:
            allow(companion.bank.profile, companion.model)
        except StaysHereError as error:
            before, companion.model = companion.model, self.friend.core.model(STAND_IN)
            await before.close()
            self.notify(self.sentence(error), severity="warning", markup=False)
            self._show_place(companion)
