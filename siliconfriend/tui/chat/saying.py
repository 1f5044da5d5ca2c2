"""Saying something and asking for a reply: one exchange at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import work
from textual.worker import Worker

from siliconfriend.memory.records import Turn
from siliconfriend.tui.chat.editing import Editing
from siliconfriend.tui.chat.waiting import Waiting
from siliconfriend.tui.conversing import converse
from siliconfriend.tui.exchange import Exchange
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.transcript import Transcript
from siliconfriend.tui.widgets.turn_view import TurnView

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Profile
    from siliconfriend.reply import Reply


class Saying(Waiting, Editing):
    """From a text in the composer to a reply on its way, and how to stop it."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._exchange: Exchange | None = None
        self._talking: Worker[None] | None = None

    @property
    def answering(self) -> bool:
        """Whether a reply is on its way."""
        return self._exchange is not None

    async def say(self, text: str, *, written: str = "") -> None:
        """Send `text`: now, when the reply on its way has ended, or when it is known who is there to talk with.

        `written` is what it is in the composer.
        """
        composer = self.query_one(Composer)
        if self.companion is not None and not self.answering and not self.choosing:
            composer.take(written)
            await self._send(self.companion, text)
        elif self._waiting:
            self.tell("tui.composer.one_waits" if self.answering or self.choosing else "tui.composer.not_yet")
        elif self._editing is not None:
            self.tell("tui.composer.choosing")
        elif self.cannot_open:
            self.tell("unsent.nobody", severity="warning")
        else:
            composer.take(written)
            self._wait_with(text)

    async def send_waiting(self) -> None:
        """What waited for its turn has it now."""
        free = not self.answering and not self.choosing and not self._leaving
        if self.companion is not None and self._waiting and free:
            text = self._waiting
            self._wait_with("")
            await self._send(self.companion, text)

    async def _send(self, companion: Companion, text: str) -> None:
        composer, replaced = self.query_one(Composer), self._editing
        if not companion.off_record:
            composer.written_before.add(text)
        instead_of = replaced.turn.id if replaced is not None and replaced.turn is not None else None
        if replaced is not None:
            self.edited()
        view = await self.query_one(Transcript).begin(text, self.friend.core.clock().date())

        async def begin() -> Reply:
            reply = await companion.say(text, instead_of=instead_of)
            exchange.kept = True
            return reply

        exchange = Exchange(view, begin, text, replaced)
        self._start(companion, exchange)

    async def ask_again(self, companion: Companion, view: TurnView, turn: Turn) -> None:
        """Have another reply to `turn`, which is shown in `view`."""
        fresh = await self.query_one(Transcript).add_below(turn.query)

        def begin() -> Awaitable[Reply]:
            return companion.regenerate(turn)

        self._start(companion, Exchange(fresh, begin, replaces=view))

    def _start(self, companion: Companion, exchange: Exchange) -> None:
        self._exchange = exchange
        exchange.view.display = exchange.replaces is None
        bar = self.query_one(KeyBar)
        bar.said = bar.said_here = bar.streaming = True
        self._show_activity(self.words("tui.activity.thinking"))
        self._talking = self._finish_before_leaving(self._converse(companion, exchange.begin))

    @work(group="generation", exit_on_error=False)
    async def _converse(self, companion: Companion, begin: Callable[[], Awaitable[Reply]]) -> None:
        await converse(companion, begin, self.post_message)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape means something while something can be stopped."""
        if action == "stop":
            return self.answering or self._editing is not None or bool(self._waiting)
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

    async def end_reply(self) -> None:
        """Stop the reply on its way, and return when it is stored."""
        if self._exchange is not None and self._exchange.reply is not None:
            await self._exchange.reply.stop()
