"""The client against a server that we did not write: `transformers serve` with a tiny random Llama."""

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

import pytest

from siliconfriend.language import Language
from siliconfriend.models.address import Address
from siliconfriend.models.base import Message, Prompt, Role, Sampling, UnknownModelError
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
