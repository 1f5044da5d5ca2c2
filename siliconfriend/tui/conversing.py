"""One message and its reply, reported as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.message import Message

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui.messages import MessageRefused, ReplyEnded, ReplyGrew, ReplyStarted

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Counts
    from siliconfriend.reply import Reply

REPORT_EVERY_SECONDS = 0.1


async def converse(
    companion: Companion, begin: Callable[[], Awaitable[Reply]], report: Callable[[Message], object]
) -> None:
    """Begin a reply and report how it starts, grows and ends.

    Pieces that arrive together are reported together, so that a fast model costs the screen no more than a
    slow one.
    """
    try:
        reply = await begin()
    except MemoryBankError as error:
        report(MessageRefused(error))
        return
    report(ReplyStarted(reply))
    gathered = _Gathered(reply, report)
    async for piece in reply:
        gathered.add(piece)
    gathered.flush()
    report(ReplyEnded(reply, await asyncio.to_thread(_counts, companion)))


def _counts(companion: Companion) -> Counts | None:
    try:
        return companion.bank.counts()
    except MemoryBankError:
        return None


class _Gathered:
    def __init__(self, reply: Reply, report: Callable[[Message], object]) -> None:
        self._reply = reply
        self._report = report
        self._pieces: list[str] = []

    def add(self, piece: str) -> None:
        if not self._pieces:
            asyncio.get_running_loop().call_later(REPORT_EVERY_SECONDS, self.flush)
        self._pieces.append(piece)

    def flush(self) -> None:
        if self._pieces:
            self._report(ReplyGrew(self._reply, "".join(self._pieces)))
            self._pieces.clear()
