"""A reply that a server ended before the model had is no whole one, and a second reply is no part of the first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from siliconfriend.language import Language, words
from siliconfriend.models.address import Address
from siliconfriend.models.chatgpt import ChatGPT
from siliconfriend.models.cut_short import Cut, CutShort
from siliconfriend.models.so_far import FilteredReplyError
from tests.models.test_chatgpt import reply
from tests.scripted_server import Reply, ScriptedServer, chunk


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    with ScriptedServer() as server:
        yield server


@pytest.fixture
async def model(server: ScriptedServer) -> AsyncIterator[ChatGPT]:
    model = ChatGPT(Address.parse(server.url), "tiny", retries=0)
    yield model
    await model.close()


@pytest.mark.parametrize(
    ("reason", "why"),
    [("length", Cut.LENGTH), ("content_filter", Cut.FILTER), ("stop", None), ("tool_calls", None), ("eos", None)],
)
async def test_the_last_piece_says_why_it_is_cut(
    server: ScriptedServer, model: ChatGPT, reason: str, why: Cut | None
) -> None:
    server.script(Reply("I cannot", finish_reason=reason))
    pieces = await reply(model)
    assert "".join(pieces) == "I cannot"
    assert [one.why for one in pieces if isinstance(one, CutShort)] == ([why] if why else [])


async def test_a_reply_of_which_a_filter_left_nothing_is_not_called_empty(
    server: ScriptedServer, model: ChatGPT
) -> None:
    server.script(Reply(finish_reason="content_filter"))
    with pytest.raises(FilteredReplyError) as caught:
        await reply(model)
    for language in Language:
        assert server.host in words(language)(f"errors.{caught.value.code}", **caught.value.details)


def choice(index: int, text: str, reason: str | None = None) -> dict[str, object]:
    return {"index": index, "delta": {"content": text}, "finish_reason": reason}


async def test_another_reply_beside_the_first_is_not_mixed_into_it(server: ScriptedServer, model: ChatGPT) -> None:
    events: list[dict[str, object]] = [
        {"choices": [choice(1, "One "), choice(0, "Zero ")]},
        {"choices": [choice(1, "goes on.", "length")]},
        {"choices": [choice(0, "ends.")]},
    ]
    server.script(Reply(*events, chunk({}, "stop")))
    assert await reply(model) == ["Zero ", "ends."]
