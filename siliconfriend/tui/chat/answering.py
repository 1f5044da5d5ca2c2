"""What comes of a message: a reply that begins, grows and ends, or a sentence that says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.worker import Worker, WorkerState

from siliconfriend.memory.records import TurnState
from siliconfriend.tui import messages
from siliconfriend.tui.chat.saying import Saying
from siliconfriend.tui.chat.sweeping import Sweeping
from siliconfriend.tui.widgets.care_notice import CareNotice
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.reply import Reply


class Answering(Saying, Sweeping):
    """The reply as it is reported, in the turn that asked for it."""

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
