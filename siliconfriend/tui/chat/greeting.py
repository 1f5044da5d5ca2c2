"""Whoever comes back after some time is greeted by what is remembered, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.saying import Saying
from siliconfriend.tui.widgets.greeting_line import GreetingLine
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion


class Greeting(Saying):
    """From memory alone; not a turn. The model is told of it with the next message."""

    @on(messages.MemoryWoken)
    def _greet_when_awake(self) -> None:
        if self.companion is not None and not self.answering:
            self._finish_before_leaving(self._find_a_greeting(self.companion))

    @work(thread=True, group="greeting", exit_on_error=False)
    def _find_a_greeting(self, companion: Companion) -> None:
        from siliconfriend.reflection.greeting import greeting

        try:
            now = companion.clock()
            found = greeting(companion.bank, companion.settings.reflection, now)
            if found is not None:
                companion.bank.greet(now)
                self.post_message(messages.GreetingFound(found))
        except MemoryBankError:
            return  # a greeting is nothing to trouble anybody about

    @on(messages.Forgotten)
    @on(messages.TurnRemoved)
    async def _unsay(self) -> None:
        """The words that it quotes may be among those that were deleted."""
        if self.companion is not None:
            self.companion.greeting = ""
        await self.query(GreetingLine).remove()

    @on(messages.GreetingFound)
    async def _greet(self, event: messages.GreetingFound) -> None:
        if self.companion is not None and not self.answering:
            self.companion.greeting = event.found.said(self.words)
            await self.query_one(Transcript).mount(GreetingLine(lambda: event.found.said(self.words)))
