"""What comes in the place of a streamed reply is used if it is one, and otherwise called by its right name."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from siliconfriend.models.address import Address
from siliconfriend.models.base import GarbledReplyError, ModelError
from siliconfriend.models.chatgpt import ChatGPT
from siliconfriend.models.refusals import RefusedError, WrongAddressError
from siliconfriend.models.so_far import NoWordsError, ToolWantedError
from tests.models.test_chatgpt import failing, reply
from tests.scripted_server import Ending, Reply, ScriptedServer, chunk, refusal

WHOLE = '{"object": "chat.completion",\n "choices": [{"index": 0, "message": {"content": "All\\nat once"}%s}]}'


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("SILICONFRIEND_API_KEY", raising=False)
    with ScriptedServer() as server:
        yield server


@pytest.fixture
async def model(server: ScriptedServer) -> AsyncIterator[ChatGPT]:
    model = ChatGPT(Address.parse(server.url), "tiny", retries=0)
    yield model
    await model.close()


@pytest.mark.parametrize("more", ["", ', "finish_reason": "stop"'])
async def test_a_reply_in_one_piece_is_one(server: ScriptedServer, model: ChatGPT, more: str) -> None:
    server.script(Reply(body=WHOLE % more, headers={"Content-Type": "application/json"}))
    assert await reply(model) == ["All\nat once"]


async def test_a_refusal_in_words_is_the_reply(server: ScriptedServer, model: ChatGPT) -> None:
    server.script(Reply(chunk({"content": None, "refusal": "I will not."})))
    assert await reply(model) == ["I will not."]


@pytest.mark.parametrize(
    ("came", "kind"),
    [
        (Reply(chunk({"tool_calls": [{"index": 0}]}), finish_reason="tool_calls"), ToolWantedError),
        (Reply(b"<html>nginx</html>", ending=Ending.UNFINISHED), WrongAddressError),
        (Reply("Hel", headers={"Content-Encoding": "gzip"}), GarbledReplyError),
    ],
    ids=["a tool", "a page", "no gzip"],
)
async def test_it_is_called_by_its_name(
    server: ScriptedServer, model: ChatGPT, came: Reply, kind: type[ModelError]
) -> None:
    server.script(came)
    await failing(model, kind)


@pytest.mark.parametrize(
    ("came", "kind", "said"),
    [
        (refusal(403, "not in\n your country"), RefusedError, "not in your country"),
        (Reply(body={"error": {"message": "quota is used up"}}), ModelError, "quota is used up"),
    ],
)
async def test_what_the_server_says_is_passed_on(
    server: ScriptedServer, model: ChatGPT, came: Reply, kind: type[ModelError], said: str
) -> None:
    server.script(came)
    assert (await failing(model, kind))[0].details["detail"] == said


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"SSH-2.0-OpenSSH_9\r\n", NoWordsError), (b"220 mail\r\n\r\n", WrongAddressError),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nfoo\r\n",
         GarbledReplyError),
    ],
)  # fmt: skip
async def test_what_is_no_http_is_not_called_silence(sent: bytes, kind: type[ModelError]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(sent)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        model = ChatGPT(Address.parse(f"127.0.0.1:{listener.getsockname()[1]}"), "tiny", retries=0)
        await failing(model, kind)
        await model.close()
        thread.join(10)
