"""What can be done with the last turn: another reply, another message in its place, gone for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError, Turn
from siliconfriend.tui import messages
from siliconfriend.tui.chat.answering import Answering
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.transcript import Transcript
from siliconfriend.tui.widgets.turn_view import TurnView

if TYPE_CHECKING:
    from siliconfriend.companion import Companion

SAMPLE_CHARACTERS = 60


class LastTurn(Answering):
    """Only the last turn can be changed: what came after it would answer something that was never said."""

    def _last(self, again: Callable[[], object]) -> tuple[Companion, TurnView, Turn] | None:
        """The last turn on the screen, when something can be done with it; else says why not, or tries `again`."""
        views = self.query_one(Transcript).turns
        if self.companion is None:
            self.when_open(again)
        elif self.answering:
            self.say_still_answering()
        elif not views or views[-1].turn is None:
            self.tell("tui.turn.none")
        else:
            return self.companion, views[-1], views[-1].turn
        return None

    def _last_here(self, again: Callable[[], object]) -> tuple[Companion, TurnView, Turn] | None:
        """The same, but nothing above the line of a conversation that was begun after it: it would move below."""
        last = self._last(again)
        if last is None:
            return None
        companion, _, turn = last
        if companion.off_record and not turn.off_record:
            self.tell("tui.turn.on_record", remove=self.way_to("remove"))
        elif companion.at_a_beginning:
            self.tell("tui.turn.none_in_new")
        else:
            return last
        return None

    async def action_again(self) -> None:
        """Another reply to the last message."""
        if self._editing is not None:
            if self.rewording:
                return  # words that were changed are not thrown away: Enter sends them, Escape leaves them
            self.stop_editing()
        if last := self._last_here(self.action_again):
            await self.ask_again(*last)

    def action_edit(self) -> None:
        """The last message in the composer again; sent, it takes the old turn's place."""
        if self._editing is None and (last := self._last_here(self.action_edit)):
            _, view, turn = last
            composer = self.query_one(Composer)
            self._put_aside = composer.take_all()
            self.begin_editing(view)
            composer.write(turn.query)
            composer.focus()

    def action_remove(self) -> None:
        """Remove the last turn for good, after asking."""
        from siliconfriend.tui.screens.confirm import ConfirmScreen
        from siliconfriend.tui.visible import one_line

        if last := self._last(self.action_remove):
            companion, _, turn = last
            sample = one_line(turn.query)
            cut = sample if len(sample) <= SAMPLE_CHARACTERS else sample[: SAMPLE_CHARACTERS - 1] + "…"
            say = self.words
            asked = "question_off_record" if turn.off_record else "question"
            question = say(f"tui.remove.{asked}", text=cut)
            screen = ConfirmScreen(question, yes=say("tui.remove.yes"), no=say("tui.remove.no"))
            self.app.push_screen(screen, lambda yes: self._remove_if(companion, turn, yes))

    def _remove_if(self, companion: Companion, turn: Turn, yes: bool | None) -> None:
        if yes:
            self._remove(companion, turn)

    @work(thread=True, group="removing", exit_on_error=False)
    def _remove(self, companion: Companion, turn: Turn) -> None:
        try:
            companion.remove_turn(turn.id)
            self.post_message(messages.TurnRemoved(turn, companion.bank.counts()))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.TurnRemoved)
    async def _show_removed(self, event: messages.TurnRemoved) -> None:
        self._counts = event.counts
        self.query_one(Composer).forget(event.turn.query)
        self.turns_gone([event.turn.id])
        await self.query_one(Transcript).remove_turn(event.turn)
        self._show_keys()
        if not self.answering:
            self._show_activity()
        self.scrub_soon()
