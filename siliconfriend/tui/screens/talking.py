"""Saying something and getting a reply: one exchange at a time, and one message that waits for its turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import on, work
from textual.worker import Worker, WorkerState

from siliconfriend.memory.records import MemoryBankError, Turn, TurnState
from siliconfriend.tui import messages
from siliconfriend.tui.conversing import converse
from siliconfriend.tui.exchange import Exchange
from siliconfriend.tui.screens.shell import Shell
from siliconfriend.tui.widgets.care_notice import CareNotice
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.composer_note import ComposerNote
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.transcript import Transcript
from siliconfriend.tui.widgets.turn_view import TurnView

if TYPE_CHECKING:
    from siliconfriend.companion import Companion, Reply
    from siliconfriend.memory.records import Profile

SCRUB_AFTER_SECONDS = 20.0
"""From a deletion to the sweeping away of its bytes, so that several are swept away at once."""


class Talking(Shell):
    """The conversation as it goes on."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._exchange: Exchange | None = None
        self._waiting = ""
        self._editing: TurnView | None = None
        self._put_aside = ""
        self._scrub_due = False

    @property
    def answering(self) -> bool:
        """Whether a reply is on its way."""
        return self._exchange is not None

    @property
    def waiting(self) -> str:
        """The message that will be sent when the reply on its way has ended."""
        return self._waiting

    # Saying

    async def say(self, text: str, *, written: str = "") -> None:
        """Send `text`, now or when the reply on its way has ended; `written` is what it is in the composer."""
        composer = self.query_one(Composer)
        if self.companion is None:
            self.tell("tui.composer.not_yet")
        elif not self.answering:
            composer.take(written)
            await self._send(self.companion, text)
        elif self._waiting:
            self.tell("tui.composer.one_waits")
        else:
            composer.take(written)
            self._wait_with(text)

    async def _send(self, companion: Companion, text: str) -> None:
        composer, replaced = self.query_one(Composer), self._editing
        composer.written_before.add(text)
        instead_of = replaced.turn.id if replaced is not None and replaced.turn is not None else None
        if replaced is not None:
            self.stop_editing()
        view = await self.query_one(Transcript).begin(text, self.friend.core.clock().date())

        def begin() -> Awaitable[Reply]:
            return companion.say(text, instead_of=instead_of)

        self._start(companion, Exchange(view, begin, text, replaced))

    async def ask_again(self, companion: Companion, view: TurnView, turn: Turn) -> None:
        """Have another reply to `turn`, which is shown in `view`."""
        fresh = await self.query_one(Transcript).add_below(turn.query)

        def begin() -> Awaitable[Reply]:
            return companion.regenerate(turn)

        self._start(companion, Exchange(fresh, begin, replaces=view))

    def _start(self, companion: Companion, exchange: Exchange) -> None:
        self._exchange = exchange
        exchange.view.display = exchange.replaces is None
        self.query_one(KeyBar).streaming = True
        self._show_activity(self.words("tui.activity.thinking"))
        self._talking = self._converse(companion, exchange.begin)

    @work(group="generation", exit_on_error=False)
    async def _converse(self, companion: Companion, begin: Callable[[], Awaitable[Reply]]) -> None:
        await converse(companion, begin, self.post_message)

    # What comes of it

    @on(messages.MessageRefused)
    async def _say_why_refused(self, event: messages.MessageRefused) -> None:
        self.notify(self.sentence(event.error), severity="error", markup=False)
        await self._give_back()

    async def _give_back(self) -> None:
        """What could not be kept goes back to where it was written, and so does what waited for it."""
        exchange = self._exchange
        if exchange is not None:
            await exchange.view.remove()
            self._unwait()
            if exchange.written:
                self.query_one(Composer).give_back(exchange.written)
                if exchange.replaces is not None:
                    self.begin_editing(exchange.replaces)
        self._settle()

    @on(messages.ReplyStarted)
    async def _begin_reply(self, event: messages.ReplyStarted) -> None:
        exchange = self._exchange
        if exchange is None:
            return
        exchange.reply = event.reply
        if exchange.replaces is not None:
            with self.app.batch_update():
                await exchange.replaces.remove()
                exchange.view.display = True
            self.query_one(Transcript).anchor()
            self.scrub_soon()
        if event.reply.help is not None:
            await exchange.view.beside(CareNotice(event.reply.help.text))
        if exchange.stop_wanted:
            self.stop_reply()

    @on(messages.ReplyGrew)
    async def _grow(self, event: messages.ReplyGrew) -> None:
        if self._exchange is not None:
            self._show_activity(self.words("tui.activity.answering"))
            await self._exchange.view.grow(event.piece)

    @on(messages.ReplyEnded)
    async def _end(self, event: messages.ReplyEnded) -> None:
        reply = event.reply
        self._counts = event.counts or self._counts
        if self._exchange is not None:
            await self._exchange.view.finish(reply.turn, self.sentence(reply.error) if reply.error else "")
        self._settle()
        await self._send_waiting(reply)

    async def _send_waiting(self, reply: Reply) -> None:
        """What waited is sent after a whole reply; after one that broke off it goes back to the composer."""
        if self.companion is None or not self._waiting or self._leaving:
            return
        if reply.error is not None or reply.turn.state is not TurnState.FINISHED:
            self._unwait()
            return
        text = self._waiting
        self._wait_with("")
        await self._send(self.companion, text)

    @on(Worker.StateChanged)
    async def _go_on(self, event: Worker.StateChanged) -> None:
        """Whatever broke a reply, the next message can be said."""
        exchange = self._exchange
        if event.worker is self._talking and event.state is WorkerState.ERROR and exchange is not None:
            if exchange.reply is None:
                await self._give_back()
            else:
                await exchange.view.finish(exchange.reply.turn)
                self._unwait()
                self._settle()

    def _settle(self) -> None:
        self._exchange = None
        self.query_one(KeyBar).streaming = False
        self._show_activity()

    # Waiting, editing, stopping

    def _wait_with(self, text: str) -> None:
        self._waiting = text
        self.query_one(ComposerNote).say(self.words("tui.note.waiting", text=text[:200]) if text else "")
        self.query_one(KeyBar).streaming = self.answering

    def _unwait(self) -> None:
        """What waits goes back to the composer."""
        text = self._waiting
        if text:
            self._wait_with("")
            self.query_one(Composer).give_back(text)

    def begin_editing(self, view: TurnView) -> None:
        """What is sent next takes the place of the turn in `view`."""
        self._editing = view
        view.add_class("edited")
        self.query_one(ComposerNote).say(self.words("tui.note.editing"))
        self.query_one(KeyBar).streaming = True

    def stop_editing(self) -> None:
        """The turn stays as it is; what had been written before comes back."""
        view, self._editing = self._editing, None
        if view is not None:
            view.remove_class("edited")
            self.query_one(ComposerNote).say("")
            self.query_one(KeyBar).streaming = self.answering
            self.query_one(Composer).write(self._put_aside)
            self._put_aside = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape means something while something can be stopped."""
        if action == "stop":
            return self.answering or self._editing is not None
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """Take back what waits, or leave editing; else stop the reply: what has arrived is kept."""
        if self._waiting:
            self._unwait()
        elif self._editing is not None:
            self.stop_editing()
        else:
            self.stop_reply()

    def stop_reply(self) -> None:
        """Stop the reply on its way."""
        exchange = self._exchange
        if exchange is not None:
            exchange.stop_wanted = True
            if exchange.reply is not None:
                self.run_worker(exchange.reply.stop(), group="stopping", exit_on_error=False)

    # Sweeping up

    def scrub_soon(self) -> None:
        """Something was deleted: sweep its bytes away within a minute, in the background."""
        if not self._scrub_due:
            self._scrub_due = True
            self.set_timer(SCRUB_AFTER_SECONDS, self._scrub_now)

    def _scrub_now(self) -> None:
        self._scrub_due = False
        if self.companion is not None and not self._leaving:
            self._scrubbing = self._scrub(self.companion)

    @work(thread=True, group="scrubbing", exit_on_error=False)
    def _scrub(self, companion: Companion) -> None:
        try:
            companion.bank.scrub()
        except MemoryBankError:
            self.post_message(messages.ScrubPutOff())

    @on(messages.ScrubPutOff)
    def _scrub_later(self) -> None:
        self.scrub_soon()
