"""Two wishes: that something be forgotten, and that it be known not to be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.language import how_many
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.answering import Answering
from siliconfriend.tui.chat.arguments import Arguments
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.tui.screens.forget import ToGo


class Forgetting(Arguments, Answering):
    """Forgetting shows what would go, asks, then really deletes; retracting keeps a rule."""

    def action_forget(self, text: str = "") -> None:
        """Find what there is about `text`; without one, begin to write it."""
        if self.answering:
            self.say_still_answering("forget", text)
        else:
            self._with_argument("forget", text, self._find_to_forget)

    @work(thread=True, group="forgetting", exclusive=True, exit_on_error=False)
    def _find_to_forget(self, companion: Companion, text: str) -> None:
        try:
            bank = companion.bank
            self.post_message(messages.FoundToForget(bank.found_to_forget(text), bank.untrue_to_forget(text), text))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error, "forget", text))

    @on(messages.FoundToForget)
    def _ask_what_to_forget(self, event: messages.FoundToForget) -> None:
        from siliconfriend.tui.screens.forget import ForgetScreen

        if not event.found and not event.untrue:
            self.tell("reflection.forget.nothing")
        elif self.companion is not None:
            screen, companion = ForgetScreen(self.words, event.found, event.untrue), self.companion
            self.app.push_screen(screen, lambda chosen: self._forget_if(companion, event.text, chosen))

    def _forget_if(self, companion: Companion, text: str, chosen: ToGo | None) -> None:
        if chosen is not None and (chosen.memories or chosen.untrue):
            self._forget(companion, text, chosen)

    @work(thread=True, group="forgetting", exit_on_error=False)
    def _forget(self, companion: Companion, text: str, chosen: ToGo) -> None:
        try:
            bank = companion.bank
            gone = list(bank.memories.get(bank.with_old_wordings(chosen.memories)).values())
            _, untrue = bank.forget(chosen.memories, chosen.untrue)
            companion.sent.forget()
            self.post_message(messages.Forgotten(gone, bank.counts(), untrue))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error, "forget", text))

    @on(messages.Forgotten)
    async def _show_forgotten(self, event: messages.Forgotten) -> None:
        self._counts = event.counts
        turns = {memory.turn for memory in event.memories if memory.turn is not None}
        self.turns_gone(turns)
        for view in self.query_one(Transcript).turns:
            if view.turn is not None and view.turn.id in turns:
                self.query_one(Composer).forget(view.turn.query)
                await self.query_one(Transcript).remove_turn(view.turn)
        if not self.answering:
            self._show_activity()
        done = "done_untrue" if event.untrue else "done"
        self.tell(f"reflection.forget.{done}", count=len(event.memories) + event.untrue)
        self.scrub_soon()

    def action_retract(self, text: str = "") -> None:
        """Show where `text` is told, and if it is not true keep that; without one, begin to write it.

        Off the record it would be a secret that is kept: the words stay written, and that has to end first.
        """
        if self.off_record:
            self._give_back_call("retract", text)
            self.tell("candour.off_record.not_retracted", way=self.way_to("off_record"), severity="warning")
        else:
            self._with_argument("retract", text, self._find_to_retract)

    @work(thread=True, group="forgetting", exclusive=True, exit_on_error=False)
    def _find_to_retract(self, companion: Companion, text: str) -> None:
        try:
            self.post_message(messages.FoundToRetract(text, companion.bank.told(text)))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error, "retract", text))

    @on(messages.FoundToRetract)
    def _ask_if_untrue(self, event: messages.FoundToRetract) -> None:
        from siliconfriend.tui.retracting import question

        if (companion := self.companion) is not None:

            def answered(yes: bool | None) -> None:
                if yes:
                    self._retract(companion, event.text)
                else:
                    self._begin_writing("retract", event.text)

            self.app.push_screen(question(self.words, event.text, event.told), answered)

    @work(thread=True, group="forgetting", exit_on_error=False)
    def _retract(self, companion: Companion, text: str) -> None:
        try:
            told = companion.bank.told(text)
            companion.bank.retract(text, companion.clock())
            self.post_message(messages.Retracted(told))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error, "retract", text))

    @on(messages.Retracted)
    def _show_retracted(self, event: messages.Retracted) -> None:
        from siliconfriend.tui.retracting import taken

        memories = len(event.told.memories)
        self.tell(
            f"reflection.forget.retracted.{how_many(memories)}",
            taken=taken(self.words, event.told),
            count=memories,
            memories=self.way_to("memories"),
            timeline=self.way_to("timeline"),
        )
        self.scrub_soon()
