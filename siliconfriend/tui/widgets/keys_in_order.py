"""A command is carried out before what is typed after it.

Textual passes a key on to the app when nothing in front has a use for it; what was typed since has been put in by
then. On a slow line ^O ↑ Enter would send the last message again, and open the list of people afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.events import Key, Paste
from textual.message import Message
from textual.message_pump import MessagePump

from siliconfriend.tui.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from siliconfriend.tui.widgets.wordwise_area import WordwiseArea as Area
else:
    Area = MessagePump
    """Until it is laid over an area: a class of its own kind takes longer to make."""


@runtime_checkable
class TypesOn(Protocol):
    """The app, which has what waited typed where the command led (tui/in_order.py)."""

    def type_on_after(
        self, take: Callable[[], Iterable[Key | Paste]], node: MessagePump, done: asyncio.Event | None = None
    ) -> None:
        """Keep what is typed from now on; once `done` is set, or what was just told has been handled, type what
        `take` gives, when `node` has handled all that it was handed before this, and then what was kept.
        """


class KeysInOrder(Area):
    """While a command is on its way, keys and pastes wait; then they go where it led."""

    keeps_order = True
    _ahead: TypedAhead | None = None

    def carry_out(self, event: Key, action: str) -> None:
        """Have the app do `action`, which the key `event` means."""
        event.stop()
        event.prevent_default()
        done = asyncio.Event()
        self._hold(done)
        self.app.call_later(self._do, action, done)

    def waits(self, event: Key | Paste) -> bool:
        """Whether `event` has to wait; then it is kept."""
        if self._ahead is None:
            return False
        event.prevent_default()
        self._ahead.keep(event)
        return True

    def ask(self, message: Message) -> None:
        """Have the screen carry out what `message` asks for."""
        self._hold()
        self.post_message(message)

    def _hold(self, done: asyncio.Event | None = None) -> None:
        if isinstance(self.app, TypesOn):
            self._ahead = TypedAhead()
            self.app.type_on_after(self._take_ahead, self, done)

    def _take_ahead(self) -> Iterable[Key | Paste]:
        ahead, self._ahead = self._ahead, None
        return ahead.take_rest() if ahead is not None else ()

    async def _do(self, action: str, done: asyncio.Event) -> None:
        try:
            await self.run_action(action)
        finally:
            done.set()
