import asyncio
import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from datetime import datetime

import pytest

from siliconfriend.language import Language, words
from siliconfriend.models import api_key, chunks
from siliconfriend.models.address import OPENAI, Address
from siliconfriend.models.base import (
    BadKeyError,
    BrokenStreamError,
    ContextTooLongError,
    GarbledReplyError,
    KeyWantedError,
    Message,
    ModelError,
    NoKeyError,
    Prompt,
    RateLimitedError,
    Role,
    Sampling,
    UnknownModelError,
    UnreachableError,
)
from siliconfriend.models.chatgpt import ChatGPT, NoModelError
from siliconfriend.models.refusals import RefusedError, WrongAddressError
from siliconfriend.models.so_far import EmptyReplyError, NoWordsError
from tests.scripted_server import Ending, Reply, ScriptedServer, chunk, refusal

KEY = "sk-test-0123456789"
AT_ONCE = {"retry-after-ms": "1"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("SILICONFRIEND_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture
async def model(server: ScriptedServer) -> AsyncIterator[ChatGPT]:
    model = ChatGPT(Address.parse(server.url), "tiny", retries=0)
    yield model
    await model.close()


def prompt(message: str = "你好") -> Prompt:
    messages = (Message(Role.SYSTEM, "Be warm."), Message(Role.USER, message))
    return Prompt(messages, message, "Emily", Language.EN, datetime(2023, 5, 1, 9, 0))


async def reply(model: ChatGPT, message: str = "你好", into: list[str] | None = None) -> list[str]:
    """The pieces of a reply; with `into`, those that came before an error too."""
    pieces = [] if into is None else into
    async for piece in model.stream(prompt(message), Sampling()):
        pieces.append(piece)
    return pieces


async def failing(model: ChatGPT, kind: type[ModelError]) -> tuple[ModelError, list[str]]:
    """The error that a reply ends in, fit to be shown in both languages, and the pieces before it."""
    pieces: list[str] = []
    with pytest.raises(ModelError) as caught:
        await reply(model, into=pieces)
    assert type(caught.value) is kind
    for language in Language:
        text = words(language)(f"errors.{caught.value.code}", **caught.value.details)
        assert "{" not in text
        assert KEY not in text
    return caught.value, pieces


async def test_names_that_nobody_could_read_are_no_models(server: ScriptedServer) -> None:
    listed = ["Z" * 100_000, "a\x1b[2J", "", 5, ["a"], "an-embedder", "tiny"]
    server.listing = Reply(body={"data": [{"id": one} for one in listed]})
    model = ChatGPT(Address.parse(server.url))
    assert await model.models() == ["tiny"]
    await model.close()


async def test_a_server_that_wants_a_key_where_there_is_none_did_not_refuse_one(
    server: ScriptedServer, model: ChatGPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    server.script(refusal(401, "Unauthorized"))
    await failing(model, KeyWantedError)


async def test_the_prompt_is_sent_and_pieces_arrive_as_they_were_sent(
    server: ScriptedServer, model: ChatGPT
) -> None:
    server.script(Reply("Hel", "lo", ", ", "你", "好"))
    assert await reply(model) == ["Hel", "lo", ", ", "你", "好"]
    (request,) = server.requests
    assert request.body == {
        "model": "tiny",
        "messages": [{"role": "system", "content": "Be warm."}, {"role": "user", "content": "你好"}],
        "stream": True,
        "temperature": 1.0,
        "top_p": 0.95,
        "frequency_penalty": 0.4,
        "presence_penalty": 0.2,
        "max_tokens": 1024,
    }
    assert request.headers["authorization"] == f"Bearer {KEY}"


async def test_a_piece_is_there_before_the_next_is_sent(server: ScriptedServer, model: ChatGPT) -> None:
    gate = threading.Event()
    server.script(Reply("one", gate, "two"))
    async with aclosing(model.stream(prompt(), Sampling())) as stream:
        assert await anext(stream) == "one"
        gate.set()
        assert await anext(stream) == "two"


async def test_closing_the_stream_hangs_up(server: ScriptedServer, model: ChatGPT) -> None:
    server.script(Reply("one", threading.Event(), "two"))
    async with aclosing(model.stream(prompt(), Sampling())) as stream:
        assert await anext(stream) == "one"
    assert await asyncio.to_thread(server.requests[0].gone.wait, 10)
    assert await reply(model, "still there?") == ["still there?"]


@pytest.mark.parametrize("before", ["first", ""])
async def test_cancelling_the_reader_hangs_up(server: ScriptedServer, model: ChatGPT, before: str) -> None:
    reached, gate = threading.Event(), threading.Event()

    class Reached(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            reached.set()
            return gate.wait(timeout)

    server.script(Reply(before, Reached()))
    task = asyncio.create_task(reply(model))
    assert await asyncio.to_thread(reached.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(server.requests[0].gone.wait, 10)


async def test_characters_cut_by_the_network_arrive_whole(server: ScriptedServer, model: ChatGPT) -> None:
    event = 'data: {"choices":[{"index":0,"delta":{"content":"你好🙂"}}]}\n\n'.encode()
    server.script(Reply(*[event[i : i + 1] for i in range(len(event))]))
    assert await reply(model) == ["你好🙂"]


async def test_surrogates_in_two_chunks_arrive_as_one_character(server: ScriptedServer, model: ChatGPT) -> None:
    halves = [rb'data: {"choices":[{"delta":{"content":"%s"}}]}' % half for half in (rb"\ud83d", rb"\ude42")]
    server.script(Reply(*[half + b"\n\n" for half in halves]))
    assert "".join(await reply(model)) == "🙂"


async def test_chunks_without_text_are_tolerated(server: ScriptedServer, model: ChatGPT) -> None:
    server.script(
        Reply(
            {"choices": []},
            {"choices": None},
            {"usage": {"total_tokens": 3}},
            {"choices": [{"index": 0, "delta": {"role": "assistant", "content": None}}]},
            {"choices": [{"index": 0, "delta": {"reasoning_content": "hm"}}]},
            {"choices": [{"index": 0, "delta": {"content": [{"type": "thinking"}]}}]},
            {"choices": [{"index": 0}]},
            b": a comment\n\n",
            "Hi",
        )
    )
    assert await reply(model) == ["Hi"]


async def test_thinking_is_no_part_of_the_reply(server: ScriptedServer, model: ChatGPT) -> None:
    server.script(Reply("<th", "ink>let me", " see</thi", "nk>\n", "\nHi", " <think>"))
    assert await reply(model) == ["Hi", " <think>"]


@pytest.mark.parametrize("pieces", [(), ("",), (" \n",), ("<think>for ever",)])
async def test_a_reply_without_a_word_is_an_error(
    server: ScriptedServer, model: ChatGPT, pieces: tuple[str, ...]
) -> None:
    server.script(Reply(*pieces, finish_reason="length"))
    await failing(model, EmptyReplyError)


async def test_a_text_shorter_than_a_tag_is_still_a_reply(server: ScriptedServer, model: ChatGPT) -> None:
    server.script(Reply("<th"))
    assert await reply(model) == ["<th"]


@pytest.mark.parametrize(
    "broken",
    [
        Reply("Hel", ending=Ending.DROPPED),
        Reply("Hel", ending=Ending.UNFINISHED),
        Reply("Hel", b"data: {nonsense", ending=Ending.UNFINISHED),
    ],
)
async def test_a_reply_that_breaks_gives_what_came_and_an_error(
    server: ScriptedServer, model: ChatGPT, broken: Reply
) -> None:
    server.script(broken)
    error, pieces = await failing(model, BrokenStreamError)
    assert pieces == ["Hel"]
    assert error.details["host"] == server.host


@pytest.mark.parametrize(
    "garbled", [b"data: {nonsense\n\n", b"data: \xff\xfe\n\n", {"choices": "nonsense"}, b"data: [[[\n\n"]
)
async def test_what_is_no_part_of_a_reply_is_not_called_a_connection_that_broke(
    server: ScriptedServer, model: ChatGPT, garbled: bytes | dict[str, object]
) -> None:
    server.script(Reply("Hel", garbled, "lo"), Reply(garbled, "Hello"))
    for came in (["Hel"], []):
        error, pieces = await failing(model, GarbledReplyError)
        assert pieces == came
        assert error.details["host"] == server.host


async def test_a_reply_that_stalls_is_given_up(server: ScriptedServer) -> None:
    model = ChatGPT(Address.parse(server.url), "tiny", retries=0, timeout=0.2)
    server.script(Reply("Hel", threading.Event()), Reply(threading.Event()))
    assert (await failing(model, BrokenStreamError))[1] == ["Hel"]
    await failing(model, NoWordsError)
    await model.close()


class Moment(threading.Event):
    """A gate that opens by itself, a moment after it was reached."""

    def wait(self, timeout: float | None = None) -> bool:
        super().wait(timeout)
        return True


async def test_comments_that_keep_a_connection_open_are_no_words(server: ScriptedServer) -> None:
    model = ChatGPT(Address.parse(server.url), "tiny", retries=0, timeout=0.2)
    pings: list[bytes | threading.Event] = [b": ping\n\n", Moment()] * 200
    server.script(Reply("Hel", *pings, "lo"), Reply(*pings, "Hello"))
    assert (await failing(model, BrokenStreamError))[1] == ["Hel"]
    assert await asyncio.to_thread(server.requests[0].gone.wait, 10)
    await failing(model, NoWordsError)
    assert await asyncio.to_thread(server.requests[1].gone.wait, 10)
    await model.close()


async def test_thinking_counts_as_words(server: ScriptedServer) -> None:
    model = ChatGPT(Address.parse(server.url), "tiny", retries=0, timeout=1.5)
    thinking: list[dict[str, object] | threading.Event] = [chunk({"reasoning_content": "hm"}), Moment()]
    server.script(Reply(*thinking * 160, "Hi"))
    assert await reply(model) == ["Hi"]
    await model.close()


@pytest.mark.parametrize(
    "then",
    [
        (threading.Event(),),
        ({"choices": [], "usage": {"total_tokens": 3}}, threading.Event()),
        (b": still here\n\n", threading.Event()),
        (b"data: {nonsense\n\n",),
        (b'data: {"error": {"message": "the worker is gone"}}\n\n',),
        (),
    ],
    ids=["silence", "usage", "a comment", "nonsense", "an error", "the line breaks"],
)
async def test_a_reason_to_end_is_an_end_whatever_comes_of_the_connection(
    server: ScriptedServer, model: ChatGPT, monkeypatch: pytest.MonkeyPatch, then: tuple[object, ...]
) -> None:
    monkeypatch.setattr(chunks, "AFTER_THE_END", 0.05)
    server.script(Reply("Hel", "lo", chunk({}, "stop"), *then, ending=Ending.DROPPED))  # type: ignore[arg-type]
    assert await reply(model) == ["Hel", "lo"]
    assert await asyncio.to_thread(server.requests[0].over.wait, 20)


async def test_words_that_come_behind_a_reason_to_end_are_waited_for(
    server: ScriptedServer, model: ChatGPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "AFTER_THE_END", 0.05)
    server.script(Reply(chunk({"content": "Hel"}, "stop"), "lo", *[Moment()] * 10, "!"))
    assert await reply(model) == ["Hel", "lo", "!"]


DONE = b"data: [DONE]\n\n"


@pytest.mark.parametrize("mark", [(DONE,), (DONE[:9], DONE[9:]), (DONE[:1], DONE[1:]), (b"data:[DONE]\r\n\r\n",)])
async def test_the_end_mark_ends_a_reply_that_gives_no_reason(
    server: ScriptedServer, model: ChatGPT, mark: tuple[bytes, ...]
) -> None:
    server.script(*[Reply("Hel", "lo", *mark, ending=ending) for ending in (Ending.UNFINISHED, Ending.DROPPED)])
    assert await reply(model) == ["Hel", "lo"]
    assert await reply(model) == ["Hel", "lo"]


async def test_the_end_mark_without_a_word_before_it_is_an_empty_reply(
    server: ScriptedServer, model: ChatGPT
) -> None:
    server.script(Reply(DONE, ending=Ending.UNFINISHED))
    await failing(model, EmptyReplyError)


async def test_an_end_mark_that_is_talked_about_is_none(server: ScriptedServer, model: ChatGPT) -> None:
    said = ("A stream ends with\ndata: [DONE]\n\n", "[DONE]", "data: [DONE]")
    server.script(Reply(*said, ending=Ending.UNFINISHED))
    assert (await failing(model, BrokenStreamError))[1] == list(said)


async def test_an_answer_that_never_begins_is_given_up_and_not_asked_for_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = Address.parse(f"127.0.0.1:{silent.getsockname()[1]}")
        model = ChatGPT(address, "tiny", retries=2, timeout=0.2)
        await failing(model, UnreachableError)
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()
        await model.close()


async def test_a_port_where_nobody_listens_is_unreachable() -> None:
    with ScriptedServer() as gone:
        address = Address.parse(gone.url)
    error, _ = await failing(ChatGPT(address, "tiny", retries=0), UnreachableError)
    assert error.details["host"] == address.host


async def test_a_host_without_a_name_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    await failing(ChatGPT(Address.parse("http://nobody.invalid"), "tiny", retries=0), UnreachableError)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusal(401, f"Incorrect API key provided: {KEY}"), BadKeyError),
        (refusal(403, "Forbidden"), RefusedError),
        (refusal(429, "Rate limit reached"), RateLimitedError),
        (refusal(429, "You exceeded your current quota", code="insufficient_quota"), RateLimitedError),
        (refusal(404, "The model `tiny` does not exist", code="model_not_found"), UnknownModelError),
        (refusal(400, "too long", code="context_length_exceeded"), ContextTooLongError),
        (Reply(status=404, body="404 page not found"), WrongAddressError),
        (Reply(status=307, body="", headers={"Location": "http://127.0.0.1:9/"}), WrongAddressError),
        (Reply(status=200, body="<html>Log in to the hotel's network</html>"), WrongAddressError),
        (Reply(status=200, body={"status": "fine"}), WrongAddressError),
        (Reply(status=502, body="<html>" + "Bad Gateway " * 1000), ModelError),
        (refusal(500, f"no tenant for {KEY}"), ModelError),
        (Reply({"error": {"message": "the request exceeds the available context size"}}), ContextTooLongError),
        (Reply({"error": "out of memory"}), ModelError),
    ],
)
async def test_each_refusal_has_its_error(
    server: ScriptedServer, model: ChatGPT, answer: Reply, kind: type[ModelError]
) -> None:
    server.script(answer)
    error, pieces = await failing(model, kind)
    assert pieces == []
    assert error.details["host"] == server.host
    assert len(str(error.details["detail"])) < 300


async def test_a_refused_request_is_asked_again_by_the_package(server: ScriptedServer) -> None:
    model = ChatGPT(Address.parse(server.url), "tiny", retries=2)
    server.script(refusal(429, "slow down", AT_ONCE), refusal(503, "starting", AT_ONCE), Reply("Hi"))
    assert await reply(model) == ["Hi"]
    assert len(server.requests) == 3
    server.script(*[refusal(429, "slow down", AT_ONCE)] * 3)
    await failing(model, RateLimitedError)
    assert len(server.requests) == 6
    await model.close()


async def test_a_wait_beyond_the_users_patience_is_not_waited_for(server: ScriptedServer) -> None:
    model = ChatGPT(Address.parse(server.url), "tiny", retries=2, timeout=30)
    server.script(refusal(429, "slow down", {"retry-after": "100"}))
    await failing(model, RateLimitedError)
    assert len(server.requests) == 1
    await model.close()


async def test_parameters_that_a_server_refuses_are_left_out_from_then_on(
    server: ScriptedServer, model: ChatGPT
) -> None:
    server.script(
        refusal(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.", param="max_tokens"),
        refusal(400, "Unsupported value: 'temperature' does not support 1.0", param="temperature"),
        refusal(422, "unexpected field frequency_penalty"),
        Reply("Hi"),
    )
    assert await reply(model) == ["Hi"]
    assert await reply(model, "again") == ["again"]
    for request in server.requests[3:]:
        asked = {name: request.body.get(name) for name in ("top_p", "presence_penalty", "max_completion_tokens")}
        assert asked == {"top_p": 0.95, "presence_penalty": 0.2, "max_completion_tokens": 1024}
        assert not {"max_tokens", "temperature", "frequency_penalty"} & set(request.body)
    assert len(server.requests) == 5


async def test_a_server_that_refuses_everything_is_not_asked_for_ever(
    server: ScriptedServer, model: ChatGPT
) -> None:
    complaint = "temperature top_p frequency_penalty presence_penalty max_tokens max_completion_tokens"
    server.script(*[refusal(400, complaint)] * 20)
    await failing(model, ModelError)
    assert len(server.requests) == 7


async def test_openai_is_given_max_completion_tokens(server: ScriptedServer) -> None:
    model = ChatGPT(Address(server.url, "api.openai.com"), "gpt-x", retries=0)
    assert await reply(model) == ["你好"]
    assert server.requests[0].body["max_completion_tokens"] == 1024
    assert "max_tokens" not in server.requests[0].body
    await model.close()


async def test_openai_without_a_key_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setattr(api_key, "find", lambda host: None)
    await failing(ChatGPT(OPENAI, "gpt-x"), NoKeyError)


async def test_a_key_in_the_keyring_is_used(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setattr(Address, "on_this_machine", False)
    monkeypatch.setattr(api_key, "find", lambda host: f"kept-for-{host}")
    model = ChatGPT(Address(server.url, "chat.example"), "tiny", retries=0)
    await reply(model)
    assert server.requests[0].headers["authorization"] == "Bearer kept-for-chat.example"
    await model.close()


async def test_a_server_on_this_machine_needs_no_key_and_no_keyring(
    server: ScriptedServer, model: ChatGPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(host: str) -> str:
        raise AssertionError("asked")

    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setattr(api_key, "find", find)
    await reply(model)
    assert server.requests[0].headers["authorization"] == "Bearer no-key"


@pytest.mark.parametrize("key", ["sk-密钥", "sk-a\nb"])
async def test_a_key_that_no_request_can_carry_is_a_bad_key(
    model: ChatGPT, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    error, _ = await failing(model, BadKeyError)
    assert key not in repr(error)


async def test_the_key_is_in_no_repr_no_log_and_no_error(
    server: ScriptedServer, model: ChatGPT, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await reply(model)
        server.script(refusal(401, f"Incorrect API key provided: {KEY}"), refusal(500, f"{KEY} is wrong"))
        errors = [(await failing(model, kind))[0] for kind in (BadKeyError, ModelError)]
    shown = "".join(f"{error!r} {error} {error.details}" for error in errors) + repr(model) + repr(vars(model))
    assert caplog.text
    assert KEY not in shown + caplog.text


async def test_nothing_is_sent_that_describes_this_machine(
    server: ScriptedServer, model: ChatGPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-1")
    await reply(model)
    sent = set(server.requests[0].headers)
    assert not [name for name in sent if name.startswith(("x-stainless", "openai-"))]


async def test_no_proxy_comes_between_this_machine_and_itself(
    server: ScriptedServer, model: ChatGPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert await reply(model, "hello") == ["hello"]


async def test_without_a_name_the_servers_first_chat_model_answers(server: ScriptedServer) -> None:
    server.models = ("nomic-Embed-text", "qwen3:8b", "llama")
    model = ChatGPT(Address.parse(server.url), retries=0)
    assert model.name == model.destination == server.host
    await reply(model)
    assert model.name == server.requests[0].body["model"] == "qwen3:8b"
    await reply(model)
    assert server.model_listings == 1
    await model.close()


@pytest.mark.parametrize("models", [(), ("text-embedding-3",)])
async def test_a_server_without_a_chat_model_says_so(server: ScriptedServer, models: tuple[str, ...]) -> None:
    server.models = models
    model = ChatGPT(Address.parse(server.url), retries=0)
    error, _ = await failing(model, NoModelError)
    assert isinstance(error, UnknownModelError)
    assert server.requests == []
    server.models = ("loaded-since",)
    assert await reply(model, "now?") == ["now?"]
    await model.close()


async def test_two_first_replies_share_one_connection(server: ScriptedServer) -> None:
    model = ChatGPT(Address.parse(server.url), retries=0)
    one, other = await asyncio.gather(reply(model, "a"), reply(model, "b"))
    assert (one, other) == (["a"], ["b"])
    assert server.model_listings == 1
    await model.close()


async def test_a_closed_model_can_be_used_again(server: ScriptedServer, model: ChatGPT) -> None:
    await reply(model)
    await model.close()
    await model.close()
    assert await reply(model, "again") == ["again"]
