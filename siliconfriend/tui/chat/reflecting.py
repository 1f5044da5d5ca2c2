"""Thinking over what was said: when asked to, and by itself when nobody talks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import on, work
from textual.timer import Timer
from textual.worker import Worker

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.answering import Answering
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Profile
    from siliconfriend.reflection.by_itself import Occasion
    from siliconfriend.tui.exchange import Exchange

QUIET_SECONDS = 15.0
"""Without a reply on its way, before the companion thinks by itself."""


class Reflecting(Answering):
    """In the background: a message that is sent stops it, and it goes on when the reply has ended."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._thinking: Worker[None] | None = None
        self._asked_to_think = False
        self._looked_at_all = False
        self._gave_up = False
        self._soon: Timer | None = None

    @property
    def thinking(self) -> bool:
        """Whether the companion thinks things over right now."""
        return self._thinking is not None and not self._thinking.is_finished

    # When asked to

    def action_summarize(self) -> None:
        """Think over all that is due; a model that is paid for is spoken of first."""
        if self.companion is None:
            self.when_open(self.action_summarize)
        elif self.answering:
            self.say_still_answering()
        elif self._asked_to_think:
            self.tell("reflection.screen.already")
        else:
            self._interrupt()
            self._see_what_is_due(self.companion)

    @work(thread=True, group="reflecting", exclusive=True, exit_on_error=False)
    def _see_what_is_due(self, companion: Companion) -> None:
        from siliconfriend.reflection.by_itself import everything_due

        try:
            due = everything_due(companion.bank, companion.model, companion.clock().date())
            self.post_message(messages.ReflectionDue(due))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.ReflectionDue)
    def _ask_before_paying(self, event: messages.ReflectionDue) -> None:
        due, companion = event.occasion, self.companion
        if companion is None:
            return
        if due.agreed or not due.calls:
            self._begin_thinking(due, asked=True)
            return
        from siliconfriend.tui.screens.agree import AgreeScreen

        place = companion.model.destination
        about = "question" if due.days else "question_portrait"
        question = self.words(
            f"reflection.screen.{about}", days=due.days, place=place, model=companion.model.name, calls=due.calls
        )
        self.app.push_screen(AgreeScreen(self.words, question), lambda answer: self._agreed(due, place, answer))

    def _agreed(self, due: Occasion, place: str, answer: str | None) -> None:
        if answer and self.companion is not None:
            if answer == "always":
                self.companion.bank.agree_to_pay(place)
            self._begin_thinking(due, asked=True)

    # By itself

    @on(messages.MemoryWoken)
    @on(messages.ReplyEnded)
    def _think_soon(self) -> None:
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(QUIET_SECONDS, self._think)

    def _think(self) -> None:
        companion = self.companion
        if companion is None or self.answering or self.thinking or self._leaving:
            return
        settings = companion.settings.reflection
        if self._asked_to_think or (settings.automatic and not self._gave_up):
            self._finish_before_leaving(self._see_whether_to_think(companion, self._asked_to_think))

    @work(thread=True, group="reflecting", exclusive=True, exit_on_error=False)
    def _see_whether_to_think(self, companion: Companion, asked: bool) -> None:
        from siliconfriend.reflection.by_itself import everything_due, occasion

        bank, model, today = companion.bank, companion.model, companion.clock().date()
        try:
            if asked:
                found: Occasion | None = everything_due(bank, model, today)
            else:
                everything = not self._looked_at_all
                found = occasion(bank, model, companion.settings.reflection, today, everything=everything)
            self.post_message(messages.ReflectionPossible(found, asked))
        except MemoryBankError:
            self.post_message(messages.ReflectionPossible(None, asked))

    @on(messages.ReflectionPossible)
    async def _think_if_possible(self, event: messages.ReflectionPossible) -> None:
        found, companion = event.occasion, self.companion
        self._looked_at_all = True
        if found is None or companion is None or self.answering or self._leaving:
            return
        if found.agreed or event.asked:
            self._begin_thinking(found, asked=event.asked)
        elif found.calls:
            self._gave_up = True  # said once is enough
            where = {"model": companion.model.name, "place": companion.model.destination}
            offer = f"reflection.screen.{'offer' if found.days else 'offer_portrait'}"
            await self.query_one(Transcript).mount(
                Notice(lambda: self.words(offer, days=found.days, calls=found.calls, **where))
            )

    # Doing it

    def _begin_thinking(self, due: Occasion, *, asked: bool) -> None:
        companion = self.companion
        if companion is None or self.answering or self._leaving:
            return
        self._asked_to_think = asked
        if asked:
            self.query_one(KeyBar).streaming = True
        self._thinking = self._finish_before_leaving(self._think_over(companion, due.until, asked))

    @work(group="thinking", exit_on_error=False)
    async def _think_over(self, companion: Companion, until: date, asked: bool) -> None:
        from siliconfriend.tui.thinking import think_over

        await think_over(companion, until, asked, self.post_message)

    @on(messages.ReflectionWentOn)
    def _show_thinking(self, event: messages.ReflectionWentOn) -> None:
        if self.answering or not self.thinking:
            return
        from siliconfriend.tui.thinking import told

        self._show_activity(told(self.words, event.step))
        self.tell_in_front(event)

    @on(messages.ReflectionEnded)
    def _show_thought(self, event: messages.ReflectionEnded) -> None:
        self._asked_to_think = False
        self._counts = event.counts
        self._rest()
        self.tell_in_front(event)
        counts = event.counts
        if event.asked and not counts.alive + counts.pinned + counts.faded:
            self.tell("tui.turn.none")
        elif event.asked:
            days = event.reflected.days
            key = "nothing" if not days and not event.reflected.parts else ("done_one" if days == 1 else "done")
            self.tell(f"reflection.screen.{key}", days=days)

    @on(messages.ReflectionFailed)
    def _say_why_not_thought(self, event: messages.ReflectionFailed) -> None:
        self._asked_to_think = False
        self._gave_up = True
        self._rest()
        self.tell_in_front(event)
        if event.asked:
            self.notify(self.sentence(event.error), severity="error", markup=False)

    def _rest(self) -> None:
        if not self.answering:
            self.query_one(KeyBar).streaming = False
            self._show_activity()

    # Stopping it

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape stops thinking too."""
        if action == "stop" and (self.thinking or self._asked_to_think):
            return True
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """Stop thinking things over, when nothing else is to be stopped; what is written is kept."""
        if super().check_action("stop", ()):
            super().action_stop()
        elif self.thinking or self._asked_to_think:
            asked = self._asked_to_think
            self._asked_to_think = False
            self._gave_up = True
            self._interrupt()
            self._rest()
            if asked:
                self.tell("reflection.screen.stopped")

    def stop_reply(self) -> None:
        """Whoever leaves does not wait for thoughts either."""
        super().stop_reply()
        if self._leaving:
            self._interrupt()

    def _start(self, companion: Companion, exchange: Exchange) -> None:
        self._interrupt()
        super()._start(companion, exchange)

    @on(messages.ModelChosen)
    def _leave_the_other_model(self) -> None:
        self._interrupt()
        self._gave_up = False
        self._think_soon()

    def _interrupt(self) -> None:
        """Nothing is lost but the answer that was on its way."""
        if self._thinking is not None and not self._thinking.is_finished:
            self._thinking.cancel()
        self._thinking = None
