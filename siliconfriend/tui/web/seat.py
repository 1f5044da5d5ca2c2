"""One browser tab at a time: the app behind it, and how it is handed over."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import WSCloseCode

if TYPE_CHECKING:
    from aiohttp.web import WebSocketResponse
    from textual_serve.app_service import AppService

BUSY, MOVED, LOST = 4409, 4410, 4411
"""What a WebSocket is closed with: somebody else sits here; the conversation went to another tab; the app died."""

LEAVING_SECONDS = 2.0
"""How long a tab that is being loaded anew may take to let go of its old connection."""

STORING_SECONDS = 15.0
"""How long an app may take to store what is on its way before it is ended."""

log = logging.getLogger(__name__)


class Seat:
    """Where one tab sits, with its WebSocket and its app."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()
        self._socket: WebSocketResponse | None = None
        self._lock = asyncio.Lock()
        self._closing: asyncio.Task[None] | None = None

    async def take(self, socket: WebSocketResponse, *, insist: bool) -> bool:
        """Sit down as `socket`; whether it could. `insist`: whoever sits here gets up first."""
        async with self._lock:
            if insist and self._socket is not None:
                self._closing = asyncio.create_task(_close(self._socket, MOVED))
            wait = STORING_SECONDS + LEAVING_SECONDS if insist else LEAVING_SECONDS
            try:
                await asyncio.wait_for(self._free.wait(), wait)
            except TimeoutError:
                return False
            self._free.clear()
            self._socket = socket
            return True

    def leave(self) -> None:
        """Get up, when the app has ended."""
        self._socket = None
        self._free.set()

    async def get_up(self) -> None:
        """Close whoever sits here, and return when the app has ended."""
        if self._socket is not None:
            self._closing = asyncio.create_task(_close(self._socket, WSCloseCode.GOING_AWAY))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._free.wait(), STORING_SECONDS + LEAVING_SECONDS)


async def _close(socket: WebSocketResponse, code: int) -> None:
    with suppress(ConnectionError):
        await socket.close(code=code, drain=False)  # a browser that is silent may never read what is on its way


async def lost(app: AppService, socket: WebSocketResponse) -> None:
    """Close `socket` as lost when `app` ends without saying so."""
    running = app._task  # noqa: SLF001 - textual-serve has no other way to it
    if running is not None:
        await asyncio.wait([running])
    await _close(socket, LOST)


async def end(app: AppService) -> None:
    """Let `app` store what is on its way and end; one that does not within a while is killed."""
    process = app._process  # noqa: SLF001 - textual-serve has no other way to it
    try:
        async with asyncio.timeout(STORING_SECONDS):
            await app.stop()
            if process is not None:
                await process.communicate()  # what it still draws is read, lest it wait for that
    except TimeoutError:
        log.warning("the program behind a browser tab did not end and is killed")
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
