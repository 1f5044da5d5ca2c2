"""The client against a server that we did not write: `transformers serve` with a tiny random Llama."""

import asyncio
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import aclosing, suppress
from datetime import datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import pytest

from siliconfriend.language import Language
from siliconfriend.models.address import Address
from siliconfriend.models.base import (
    BrokenStreamError,
    Message,
    Prompt,
    Role,
    Sampling,
    UnknownModelError,
)
from siliconfriend.models.chatgpt import ChatGPT
from tests.tiny_llama import make_tiny_llama

READY_SECONDS = 120
SCRIPT = Path(sys.executable).with_name("transformers")

pytestmark = pytest.mark.xdist_group("transformers serve")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, str]]:
    for needed in ("torch", "fastapi", "uvicorn"):
        pytest.importorskip(needed, reason="needs transformers[serving]")
    if not SCRIPT.exists():
        pytest.skip("needs the command of transformers")
    home = tmp_path_factory.mktemp("served")
    (home / "hub").mkdir()
    folder = str(make_tiny_llama(home / "tiny", endless=True))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        *(str(SCRIPT), "serve", folder, "--device", "cpu", "--dtype", "float32"),
        *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"),
    ]
    environment = os.environ | {"HF_HOME": str(home), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    log = home / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=environment, stdout=output, stderr=output) as server,
    ):
        try:
            wait_until_healthy(server, port, log)
            yield Address.parse(f"127.0.0.1:{port}"), folder
        finally:
            server.kill()


def wait_until_healthy(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.2)
            break
    pytest.fail(log.read_text(errors="replace")[-2000:])


class Relay:
    """A server in between, which can be cut off in the middle of an answer."""

    def __init__(self, to: Address) -> None:
        self._to = urlsplit(to.url)
        self._writers: list[asyncio.StreamWriter] = []
        self._passing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.address = Address.parse(f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        self._server.close()
        await asyncio.wait(self._passing)

    def cut(self) -> None:
        """Nobody hears from anybody any more."""
        for writer in self._writers:
            writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._to.hostname, self._to.port)
        self._writers += [writer, back]
        for source, target in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._pass(source, target))
            self._passing.add(task)

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(4096):
                target.write(data)
                await target.drain()


def prompt(message: str) -> Prompt:
    messages = (Message(Role.SYSTEM, "Be warm."), Message(Role.USER, message))
    return Prompt(messages, message, "Emily", Language.CN, datetime(2023, 5, 1, 9, 0))


async def test_a_reply_streams_and_a_cancelled_one_stops(served: tuple[Address, str]) -> None:
    address, name = served
    model = ChatGPT(address, name, timeout=30)
    pieces = [piece async for piece in model.stream(prompt("你好，今天怎么样？"), Sampling(max_tokens=64))]
    assert len(pieces) > 1
    # It answers one request at a time: the last reply comes only if the server stopped the endless one.
    async with aclosing(model.stream(prompt("Tell me"), Sampling(max_tokens=1_000_000))) as endless:
        assert await anext(endless)
    assert [piece async for piece in model.stream(prompt("Still there?"), Sampling(max_tokens=64))]
    await model.close()


async def test_a_model_that_is_not_there_is_unknown(served: tuple[Address, str]) -> None:
    model = ChatGPT(served[0], "nobody")
    with pytest.raises(UnknownModelError):
        await anext(model.stream(prompt("Hello"), Sampling()))
    await model.close()


async def test_a_server_that_goes_away_in_the_middle_breaks_the_stream_and_keeps_what_came(
    served: tuple[Address, str],
) -> None:
    pieces: list[str] = []
    async with Relay(served[0]) as relay:
        model = ChatGPT(relay.address, served[1], timeout=30, retries=0)
        stream = model.stream(prompt("Tell me"), Sampling(max_tokens=1_000_000))
        pieces.append(await anext(stream))
        relay.cut()
        with pytest.raises(BrokenStreamError):
            pieces.extend([piece async for piece in stream])
    assert pieces
    # The server noticed, and let go of the endless reply: it answers one request at a time.
    direct = ChatGPT(served[0], served[1], timeout=30)
    assert [piece async for piece in direct.stream(prompt("Still there?"), Sampling(max_tokens=16))]
    await direct.close()
    await model.close()
