"""Back-off: who is told to wait makes everybody wait, twice as long each time, until a reply comes again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
TRIES = 7
TRIES_BEFORE_ANY_REPLY = 2

Sleep = Callable[[float], Awaitable[None]]


class Pace:
    """How fast a server may be asked: at most `at_once` requests in flight, and none during a pause.

    Args:
        at_once: requests in flight.
        sleep: waits that many seconds.
        seed: of the jitter, by which many clients do not come back at the same moment.
    """

    def __init__(self, at_once: int, sleep: Sleep = asyncio.sleep, seed: int = 0) -> None:
        self.slots = asyncio.Semaphore(at_once)
        self._sleep = sleep
        self._jitter = random.Random(seed)  # noqa: S311 - nothing secret
        self._pause = FIRST_PAUSE
        self._open = asyncio.Event()
        self._open.set()
        self._any = False

    @property
    def tries(self) -> int:
        """How often a question is worth asking: hardly twice where nobody has answered yet."""
        return TRIES if self._any else TRIES_BEFORE_ANY_REPLY

    async def ready(self) -> None:
        """Return when no pause is on."""
        await self._open.wait()

    async def refused(self) -> None:
        """Pause everybody, unless somebody else's pause is on: then wait for its end."""
        if not self._open.is_set():
            await self._open.wait()
            return
        self._open.clear()
        try:
            await self._sleep(self._pause * self._jitter.uniform(0.75, 1.25))
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        finally:
            self._open.set()

    def answered(self) -> None:
        """A reply has come: the next pause is a short one."""
        self._pause = FIRST_PAUSE
        self._any = True
