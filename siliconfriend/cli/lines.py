"""Lines from stdin for an event loop: one at a time, when asked for, from pipes, files and terminals alike."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from io import RawIOBase


class Lines:
    """The lines of a raw stream.

    They are read in a thread, since a loop cannot wait for a plain file. The thread is nobody's to join, so
    that the program can end while it still waits; the stream is unbuffered, so that it holds no lock then and
    takes nothing beyond the line.
    """

    def __init__(self, stream: RawIOBase | None) -> None:
        self._stream = stream
        self._waiting: asyncio.Future[bytes] | None = None

    async def next(self) -> bytes:
        """The next line with its end; empty when there is none, or when `leave` is called meanwhile."""
        if self._stream is None:
            return b""
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        threading.Thread(target=self._read, args=(self._stream, loop, self._waiting), daemon=True).start()
        try:
            return await self._waiting
        finally:
            self._waiting = None

    def leave(self) -> None:
        """Wait no longer."""
        if self._waiting is not None:
            _settle(self._waiting, b"")

    @staticmethod
    def _read(stream: RawIOBase, loop: asyncio.AbstractEventLoop, waiting: asyncio.Future[bytes]) -> None:
        try:
            line = stream.readline()
        except OSError:
            line = b""
        with suppress(RuntimeError):  # the loop may have ended meanwhile
            loop.call_soon_threadsafe(_settle, waiting, line or b"")


def _settle(waiting: asyncio.Future[bytes], line: bytes) -> None:
    if not waiting.done():
        waiting.set_result(line)
