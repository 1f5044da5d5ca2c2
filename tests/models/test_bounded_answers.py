"""No server can fill the memory or hold up whoever asked it: what it sends without an end is hung up on."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import Iterator

import pytest

from siliconfriend.language import Language, words
from siliconfriend.models import bounded_answers
from siliconfriend.models.address import Address
from siliconfriend.models.base import ContextTooLongError, ModelError
from siliconfriend.models.bounded_answers import EndlessAnswerError, EndlessReplyError
from siliconfriend.models.chatgpt import ChatGPT
from tests.models.test_chatgpt import reply
from tests.scripted_server import Reply, ScriptedServer

LARGEST = 50_000


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_answers, "LARGEST", LARGEST)
    monkeypatch.setattr(bounded_answers, "LARGEST_REFUSAL", LARGEST)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


async def failed(server: ScriptedServer, model: str = "tiny") -> ModelError:
    """What came of asking for a reply; whoever waits for the end of an answer waits too long."""
    chat = ChatGPT(Address.parse(server.url), model, retries=0, timeout=20)
    try:
        with pytest.raises(ModelError) as caught:
            await reply(chat)
    finally:
        await chat.close()
    for language in Language:
        assert "{" not in words(language)(f"errors.{caught.value.code}", **caught.value.details)
    return caught.value


@pytest.mark.parametrize("begins", [b"data: ", b": waiting"])
@pytest.mark.parametrize("line", [b"x" * 100, b"data: x\n" * 13], ids=["one line", "many"])
async def test_an_event_without_an_end_is_hung_up_on(server: ScriptedServer, begins: bytes, line: bytes) -> None:
    server.script(Reply("So.", begins, *[line] * (LARGEST // 100 + 1), threading.Event()))
    assert isinstance(await failed(server), EndlessReplyError)
    assert await asyncio.to_thread(server.requests[0].gone.wait, 20)


async def test_what_unfolds_without_an_end_is_hung_up_on(server: ScriptedServer) -> None:
    folded = gzip.compress(b"data: " + b"x" * LARGEST)
    server.script(Reply(folded, threading.Event(), headers={"Content-Encoding": "gzip"}))
    assert isinstance(await failed(server), EndlessAnswerError)


@pytest.mark.parametrize("word", ["well ", {"choices": [{"delta": {"reasoning_content": "hm"}}]}, {}])
async def test_words_without_an_end_are_hung_up_on_and_kept(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, word: str | dict[str, object]
) -> None:
    monkeypatch.setattr(bounded_answers, "LONGEST_REPLY", 500)
    server.script(Reply("So. ", *[word] * 500, threading.Event()))
    chat = ChatGPT(Address.parse(server.url), "tiny", retries=0, timeout=20)
    came: list[str] = []
    with pytest.raises(EndlessReplyError):
        await reply(chat, into=came)
    assert await asyncio.to_thread(server.requests[0].gone.wait, 20)
    await chat.close()
    said = "".join(came)
    assert said == ("So. " + word * 500)[: len(said)] if isinstance(word, str) else said == "So. "
    assert not isinstance(word, str) or 480 < len(said) <= 500


async def test_a_reply_of_a_hundred_thousand_tokens_comes_whole(server: ScriptedServer) -> None:
    server.script(Reply(*["well " * 100] * 1_000))
    chat = ChatGPT(Address.parse(server.url), "tiny", retries=0)
    assert len("".join(await reply(chat))) == 500_000
    await chat.close()


async def test_a_long_reply_of_short_events_is_read_to_its_end(server: ScriptedServer) -> None:
    server.script(Reply(*["well " * 20] * (LARGEST // 50)))
    chat = ChatGPT(Address.parse(server.url), "tiny", retries=0)
    assert len("".join(await reply(chat))) == 2 * LARGEST
    await chat.close()


@pytest.mark.parametrize("between", [b"\n\n", b"\r\n\r\n", b"\r\r"])
async def test_events_end_as_servers_end_them_wherever_the_network_cuts(
    server: ScriptedServer, between: bytes
) -> None:
    half = b"x" * (LARGEST // 2)
    server.script(Reply(b": " + half, between[:1], between[1:] + b": " + half, between, "So."))
    chat = ChatGPT(Address.parse(server.url), "tiny", retries=0)
    assert await reply(chat) == ["So."]
    await chat.close()


async def test_a_list_of_models_without_an_end_is_hung_up_on(server: ScriptedServer) -> None:
    server.models = ("m" * LARGEST,)
    chat = ChatGPT(Address.parse(server.url), timeout=20)
    with pytest.raises(EndlessAnswerError):
        await chat.models()
    await chat.close()
    assert server.model_listings == 1  # nobody asks for that again
    assert isinstance(await failed(server, model=""), EndlessAnswerError)


async def test_a_refusal_is_read_as_far_as_it_says_anything(server: ScriptedServer) -> None:
    said = '{"error": {"message": "maximum context length is 10 tokens", "input": "' + "x" * LARGEST
    server.script(Reply(status=400, body=said, headers={"Content-Length": str(len(said) + 1)}))
    assert isinstance(await failed(server), ContextTooLongError)


async def test_a_refusal_that_breaks_off_says_what_it_said(server: ScriptedServer) -> None:
    said = "maximum context length is 10 tokens"
    server.script(
        Reply(status=400, body=said, headers={"Content-Length": str(len(said) + 1), "Connection": "close"})
    )
    assert isinstance(await failed(server), ContextTooLongError)


async def test_what_is_nested_too_deep_cannot_be_read(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_answers, "LARGEST", 1_000_000)
    deep = b"data: " + b"[" * 200_000 + b"\n\n"
    server.script(Reply("So.", deep), Reply(deep), Reply(body="[" * 200_000))
    for _ in range(3):
        assert (await failed(server)).code in ("garbled_reply", "wrong_address")


@pytest.mark.parametrize("kind", ["application/json", "text/html"])
async def test_a_list_nested_too_deep_is_none(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(bounded_answers, "LARGEST", 1_000_000)
    server.listing = Reply(body="[" * 200_000, headers={"Content-Type": kind})
    assert (await failed(server, model="")).code == "wrong_address"
