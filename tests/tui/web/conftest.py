"""A server behind its gate, whose program is a few lines that speak textual-serve's protocol."""

from __future__ import annotations

import shlex
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, web

from siliconfriend.language import Language, words
from siliconfriend.tui.web.gate import Gate
from siliconfriend.tui.web.server import FriendServer
from siliconfriend.tui.web.serving import listen

PROGRAM = Path(__file__).with_name("echoing.py")


@dataclass
class Served:
    """A running server: where it is, its gate, what the terminal was told, and the programs that ended."""

    origin: str
    gate: Gate
    told: list[str]
    ended: Path

    async def enter(self, browser: ClientSession) -> None:
        """Open the printed address."""
        async with browser.get(self.gate.address) as response:
            assert response.status == 200
            assert str(response.url) == f"{self.origin}/"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """A server on a free port."""
    listening, told, ended = listen("127.0.0.1", 0), [], tmp_path / "ended"
    gate = Gate("127.0.0.1", listening.getsockname()[1], lambda: told.append(gate.address))
    command = f"exec {shlex.join([sys.executable, str(PROGRAM), str(ended)])}"
    runner = web.AppRunner(await FriendServer(command, gate, words(Language.EN)).guarded())
    await runner.setup()
    await web.SockSite(runner, listening).start()
    yield Served(gate.origin, gate, told, ended)
    await runner.cleanup()


@pytest.fixture
async def browser() -> AsyncIterator[ClientSession]:
    """Somebody's browser."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


@pytest.fixture
async def other_browser() -> AsyncIterator[ClientSession]:
    """Somebody else's."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session
