"""What comes of a message: a reply that begins, grows and ends, or a sentence that says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.worker import Worker, WorkerState

from siliconfriend.memory.records import TurnState
from siliconfriend.tui import messages
from siliconfriend.tui.chat.caring import Caring
from siliconfriend.tui.chat.saying import Saying
from siliconfriend.tui.chat.sweeping import Sweeping
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.reply import Reply
    from siliconfriend.tui.exchange import Exchange


class Answering(Saying, Sweeping, Caring):
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
        await self._keep_promise()

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
        await self.query_one(Transcript).divide_above(exchange.view, event.reply.turn)
        if event.reply.help is not None:
            self.app.clear_notifications()  # nothing lies over where help is
            await exchange.view.show_help(self.where_help_is)
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
        exchange = self._exchange
        if exchange is not None:
            why = reply.error
            error = (lambda: self.sentence(why)) if why is not None else None
            if exchange.again and reply.turn.response not in ("", reply.text):
                await exchange.view.fall_back(reply.turn, error)
            else:
                exchange.view.read_in_part = reply.read_in_part
                await exchange.view.finish(reply.turn, error, reply.cut)
            if exchange.replaces is not None:
                self.scrub_soon()  # the old reply stayed until now
            if exchange.again and reply.turn.state is TurnState.FINISHED and self._same(exchange, reply):
                self.tell("tui.turn.same_reply")
        self._settle()
        await self._send_waiting(reply)

    @staticmethod
    def _same(exchange: Exchange, reply: Reply) -> bool:
        before = exchange.replaces.turn if exchange.replaces is not None else None
        return before is not None and before.response == reply.turn.response

    async def _send_waiting(self, reply: Reply) -> None:
        """What waited is sent after a whole reply; after one that broke off it goes back to the composer."""
        await self._keep_promise()
        if reply.error is None and reply.turn.state is TurnState.FINISHED:
            await self.send_waiting()
        elif not self._leaving:
            self._unwait()
            await self._keep_promise()

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
                await self._keep_promise()

    def _settle(self) -> None:
        self._exchange = None
        self.query_one(KeyBar).streaming = False
        self._show_keys()
        if self.companion is not None:
            self._show_place(self.companion)  # another program may have renamed this person, or kept the words here
        self._show_activity()
