"""When what was told has been handled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from textual.message_pump import MessagePump
from textual.worker import Worker, WorkerError

from siliconfriend.tui.going import is_going

LOOK_EVERY_SECONDS: Final = 0.1
"""What closes meanwhile handles nothing any more."""


async def over(workers: Iterable[Worker[Any]]) -> None:
    """They have ended, and what they told has been handled."""
    for one in workers:
        with suppress(WorkerError):  # it was given up, or it broke: then it is told elsewhere
            await one.wait()
        await has_handled(one.node)


async def has_handled(node: MessagePump) -> None:
    """Everything that `node` was told up to now."""
    done = asyncio.Event()
    handing = node.call_later(done.set)
    while handing and not done.is_set() and not is_going(node):
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY_SECONDS):
                await done.wait()
