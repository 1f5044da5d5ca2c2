"""On a screen in front, a key acts on what the keys before it led to, and on rows that are there.

Textual hands a key over as soon as it comes: in a burst it would find a list that is still being read, or overtake
letters that the field has not put in yet. What waits is handed over key by key; the screens say what they read.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from msgspec import Struct
from textual.events import Event, Key, Paste
from textual.message_pump import MessagePump
from textual.worker import Worker

from siliconfriend.tui.core import Core
from siliconfriend.tui.handled import has_handled, over
from siliconfriend.tui.keying import Keying
from siliconfriend.tui.screens.base import DismissedOnce

SOMEBODY_ELSE_COMES: Final = "changing"
"""The app's own work, after which another conversation is in front."""
UNTIL_OPEN: Final = "until open"
"""A screen's commands that wait until the memories are open."""
PATIENCE_SECONDS: Final = 1.0
"""From then on Escape means what is on the screen, and not what the keys before it would lead to."""


class _Held(Struct):
    take: Callable[[], Iterable[Key | Paste]]
    node: MessagePump
    done: asyncio.Event | None


class InOrder(Keying):
    """The composer has its own way (widgets/keys_in_order.py); what waits there comes here when it goes on."""

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._typed: deque[Key | Paste] = deque()
        self._held: deque[_Held] = deque()
        self._since = 0.0
        self._typing: Worker[None] | None = None

    async def on_event(self, event: Event) -> None:
        """As Textual's; a key that has to wait is kept."""
        if not isinstance(event, Key | Paste) or event.is_forwarded or self._is_at_once(event):
            await super().on_event(event)
        elif self._typed or self._typing is not None or not self.screen.is_mounted or self._awaited(event):
            self._keep(event)
        else:
            await super().on_event(event)
            self._go_on()

    @property
    def somebody_comes(self) -> bool:
        """Whether another conversation is about to be in front."""
        changing = (one for one in self.workers if one.group == SOMEBODY_ELSE_COMES and one.node is self)
        return not all(one.is_finished for one in changing)

    def begin_to_wait(self) -> None:
        """A command begins to wait, and what is typed from now on with it."""
        if not (self._typed or self._held or self._waiting_commands()):
            self._since = time.monotonic()

    def type_on(self, events: Iterable[Key | Paste]) -> None:
        """These were typed before anything that waits."""
        self._typed.extendleft(reversed(list(events)))
        self._since = time.monotonic()
        self._go_on()

    def type_on_after(
        self, take: Callable[[], Iterable[Key | Paste]], node: MessagePump, done: asyncio.Event | None = None
    ) -> None:
        """Keep what is typed from now on; once `done` is set, or everything in front has handled what it was told
        up to now, type what `take` gives, which `node` was handed before this, and then what was kept.
        """
        self.begin_to_wait()
        self._held.append(_Held(take, node, done))
        self._go_on()

    def _is_at_once(self, event: Key | Paste) -> bool:
        """Whether it waits for nothing: to quit, to leave what takes long, to write on in the conversation."""
        coming = self.somebody_comes  # then what stands there is left: nothing is for it any more
        if not (self._typed or self._held or coming or self._waiting_commands()):
            return self._keeps_order_itself()
        if not isinstance(event, Key):
            return False
        impatient = time.monotonic() - self._since >= PATIENCE_SECONDS
        if self._quits(event):
            return impatient or not coming  # what was typed would be lost: nobody has it yet
        out_of_patience = event.key == "escape" and impatient and not coming
        if out_of_patience:
            self._typed.clear()
            for one in self._waiting_commands():
                one.cancel()
        return out_of_patience

    def _quits(self, event: Key | Paste) -> bool:
        meant = self.keyboard.command(event.key) if isinstance(event, Key) else None
        return meant is not None and meant.id == "quit"

    def _keeps_order_itself(self) -> bool:
        """Whether what has the keys now sees to it."""
        front = self.screen
        own_way = not isinstance(front, DismissedOnce) or front.keeps_order
        return own_way or getattr(self.focused, "keeps_order", False)

    def _keep(self, event: Key | Paste) -> None:
        event.stop()
        if not self._typed:
            self._since = time.monotonic()
        kept = Paste(event.text) if isinstance(event, Paste) else Key(event.key, event.character)
        kept.time = event.time  # it came when it came
        self._typed.append(kept)
        self._go_on()

    def _go_on(self) -> None:
        if self._typing is None:
            self._typing = self.run_worker(self._type(), group="typing")

    async def _type(self) -> None:
        try:
            while True:
                await self._handled()
                while self._held:
                    await self._let_go(self._held[0])
                if not self._typed:
                    return
                if awaited := self._awaited(self._typed[0]):
                    await over(awaited)
                    continue
                await super().on_event(self._typed.popleft())
                while self._typed and self._goes_on_behind(self._typed[0]):
                    await super().on_event(self._typed.popleft())
        finally:
            self._typing = None

    def _goes_on_behind(self, event: Key | Paste) -> bool:
        """Whether `event` need not wait until what was typed before it has been handled; quitting would lose it."""
        return self._keeps_order_itself() and not self._awaited(event) and not self._quits(event)

    async def _let_go(self, held: _Held) -> None:
        if held.done is not None:
            await held.done.wait()
        else:
            await self._handled()
        await has_handled(held.node)
        self._held.popleft()
        self.type_on(held.take())

    async def _handled(self) -> None:
        """What was typed has been handled by everything that it may have gone to, and by what that told."""
        where = None
        while where != (where := (self.screen, self.focused)):
            for node in (self.focused or self.screen).ancestors_with_self:
                for child in () if node is self else node.children:  # a field has its list do things
                    await has_handled(child)
                await has_handled(node)

    def _awaited(self, event: Key | Paste) -> list[Worker[Any]]:
        return [one for one in self._under_way(event) if not one.is_finished]

    def _under_way(self, event: Key | Paste) -> Iterator[Worker[Any]]:
        screen = self.screen
        groups = screen.awaits(event) if isinstance(screen, DismissedOnce) else ()
        for one in self.workers:
            if (one.group == SOMEBODY_ELSE_COMES and one.node is self) or (
                one.group in groups and screen in one.node.ancestors_with_self
            ):
                yield one
        yield from self._waiting_commands()

    def _waiting_commands(self) -> list[Worker[Any]]:
        """Those of the screen in front: a question that comes before is to be answered."""
        return [
            one
            for one in self.workers
            if one.group == UNTIL_OPEN and one.node is self.screen and not one.is_finished
        ]
