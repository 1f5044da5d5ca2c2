"""The endpoint embedder, against a server of our own on 127.0.0.1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from siliconfriend.embedders import endpoint
from siliconfriend.embedders.endpoint import BATCH_TEXTS, EndpointEmbedder
from siliconfriend.embedders.errors import (
    EndpointKeyError,
    EndpointRefusedError,
    EndpointUnreachableError,
    NoAddressGivenError,
)
from siliconfriend.language import Language, words
from siliconfriend.memory.records import Embedder
from tests.embedders.embedding_server import Answer, Server, embeddings, serving, vector


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def embedder(server: Server) -> EndpointEmbedder:
    return EndpointEmbedder("small", server.url, "secret", retries=0)


def test_vectors_are_unit_rows_in_the_order_of_the_texts(server: Server, embedder: EndpointEmbedder) -> None:
    one: Embedder = embedder
    texts = ["a", "bbb", "你好"]
    vectors = one.encode(texts)
    expected = np.array([vector(text) for text in texts])
    np.testing.assert_allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)
    assert vectors.dtype == np.float32
    assert server.keys == ["Bearer secret"]
    assert one.dimension == 3
    assert len(server.requests) == 1
    assert one.coverage("你好") == 1.0


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [1e30, 1e100])
def test_enormous_numbers_point_somewhere_as_well(server: Server, embedder: EndpointEmbedder, size: float) -> None:
    data = [{"object": "embedding", "index": 0, "embedding": [3 * size, 4 * size]}]
    server.answer = lambda _: (200, {"object": "list", "model": "small", "data": data, "usage": {}})
    assert np.allclose(embedder.encode(["one"]), [[0.6, 0.8]])


def test_the_dimension_is_asked_for_when_nothing_was_encoded(embedder: EndpointEmbedder) -> None:
    assert embedder.dimension == 3
    assert embedder.encode([]).shape == (0, 3)


def test_many_texts_go_in_batches_and_empty_ones_as_a_space(server: Server, embedder: EndpointEmbedder) -> None:
    vectors = embedder.encode([""] * (BATCH_TEXTS + 1))
    assert vectors.shape == (BATCH_TEXTS + 1, 3)
    assert [len(request["input"]) for request in server.requests] == [BATCH_TEXTS, 1]
    assert server.requests[0]["input"][0] == " "


def test_the_name_tells_model_and_server_and_no_key(server: Server, embedder: EndpointEmbedder) -> None:
    assert embedder.name == f"small@127.0.0.1:{server.server_port}/v1"
    assert embedder.destination == "127.0.0.1"


def test_a_text_too_long_for_the_model_is_cut_and_the_others_are_whole(
    server: Server, embedder: EndpointEmbedder
) -> None:
    def short_sighted(request: dict[str, Any]) -> Answer:
        if any(len(text) > 1000 for text in request["input"]):
            return 400, {"error": {"message": "input too long"}}
        return embeddings(request)

    server.answer = short_sighted
    embedder.encode(["short", "y" * 3000])
    assert server.requests[-1]["input"] == ["y" * 750]
    assert ["short"] in [request["input"] for request in server.requests]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((401, {"error": {"message": "no"}}), EndpointKeyError),
        ((403, {"error": {"message": "no"}}), EndpointKeyError),
        ((404, {"error": {"message": "no model small"}}), EndpointRefusedError),
        ((400, {"error": {"message": "no model small"}}), EndpointRefusedError),
        ((500, {}), EndpointRefusedError),
        ((200, {"object": "list", "data": []}), EndpointRefusedError),
        ((200, {"object": "list", "data": [{"index": 0, "embedding": None}]}), EndpointRefusedError),
        ((200, {"object": "list", "data": [{"index": 0, "embedding": [float("nan")]}]}), EndpointRefusedError),
        ((200, {"object": "list", "data": [{"index": 0, "embedding": [0.0, 0.0]}]}), EndpointRefusedError),
        ((200, {"object": "list", "data": [{"index": 0, "embedding": []}]}), EndpointRefusedError),
        ((200, {"object": "list"}), EndpointRefusedError),
        ((200, ["what?"]), EndpointRefusedError),
        pytest.param((200, b"[" * 200_000), EndpointRefusedError, id="deep"),
        pytest.param((400, {"error": {"message": "no " * 100_000}}), EndpointRefusedError, id="long"),
        ((200, "hello"), EndpointRefusedError),
    ],
)
def test_a_wrong_answer_is_a_typed_error(
    server: Server,
    embedder: EndpointEmbedder,
    answer: Answer,
    expected: type[EndpointKeyError] | type[EndpointRefusedError],
) -> None:
    server.answer = lambda request: answer
    with pytest.raises(expected) as refusal:
        embedder.encode(["hello"])
    for language in Language:
        sentence = words(language)(f"errors.{refusal.value.code}", **refusal.value.details)
        assert "127.0.0.1" in sentence
        assert len(sentence) < 400


def test_a_server_that_changes_its_dimension_is_refused(server: Server, embedder: EndpointEmbedder) -> None:
    assert embedder.dimension == 3
    server.answer = lambda request: (200, {"data": [{"index": 0, "embedding": [1.0, 2.0]}]})
    with pytest.raises(EndpointRefusedError):
        embedder.encode(["hello"])


def test_an_answer_without_an_end_is_hung_up_on(
    server: Server, embedder: EndpointEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "LARGEST", 1_000_000)
    server.answer = lambda request: (200, b'{"data": [' + b" " * 3_000_000 + b"]}")
    with pytest.raises(EndpointRefusedError) as refusal:
        embedder.encode(["hello"])
    assert refusal.value.details["detail"] == "more than 1 MB"
    assert len(server.requests) == 1


def test_no_server_is_a_typed_error(server: Server) -> None:
    gone = f"http://127.0.0.1:{server.server_port}/v1"
    server.server_close()
    with pytest.raises(EndpointUnreachableError):
        EndpointEmbedder("small", gone, retries=0, timeout=2).encode(["hello"])


def test_a_server_cannot_send_texts_on_to_another(server: Server, embedder: EndpointEmbedder) -> None:
    with serving() as elsewhere:
        server.moved_to = f"{elsewhere.url}/embeddings"
        with pytest.raises(EndpointRefusedError):
            embedder.encode(["my secret"])
        assert elsewhere.requests == []


def test_no_proxy_comes_between_this_machine_and_itself(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert EndpointEmbedder("small", server.url, retries=0, timeout=2).encode(["hello"]).shape == (1, 3)


def test_nothing_is_sent_that_describes_this_machine(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-1")
    EndpointEmbedder("small", server.url, retries=0).encode(["hello"])
    assert not [name for name in server.headers[0] if name.startswith(("x-stainless", "openai-"))]


def test_without_an_address_the_environments_is_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    embedder = EndpointEmbedder("small", retries=0)
    assert embedder.destination == "127.0.0.1"
    assert embedder.encode(["hello"]).shape == (1, 3)


@pytest.mark.parametrize("given", ["", " "])
def test_without_any_address_nobody_is_asked(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", given)
    with pytest.raises(NoAddressGivenError):
        EndpointEmbedder("small", given)
