"""The endpoint embedder, against a server of our own on 127.0.0.1."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from siliconfriend.embedders.endpoint import BATCH_TEXTS, EndpointEmbedder
from siliconfriend.embedders.errors import EndpointKeyError, EndpointRefusedError, EndpointUnreachableError
from siliconfriend.language import Language, words
from siliconfriend.memory.records import Embedder

Answer = tuple[int, object]


def vector(text: str) -> list[float]:
    return [float(len(text)), float(sum(map(ord, text)) % 97), 1.0]


def embeddings(request: dict[str, Any]) -> Answer:
    data = [{"object": "embedding", "index": i, "embedding": vector(t)} for i, t in enumerate(request["input"])]
    return 200, {"object": "list", "model": request["model"], "data": data[::-1], "usage": {}}


class Server(ThreadingHTTPServer):
    """Answers with `answer` and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer: Callable[[dict[str, Any]], Answer] = embeddings
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v1/embeddings"
        self.server.requests.append(request)
        self.server.keys.append(self.headers["Authorization"])
        status, answer = self.server.answer(request)
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


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
        ((200, {"object": "list"}), EndpointRefusedError),
        ((200, ["what?"]), EndpointRefusedError),
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
        assert "127.0.0.1" in words(language)(f"errors.{refusal.value.code}", **refusal.value.details)


def test_a_server_that_changes_its_dimension_is_refused(server: Server, embedder: EndpointEmbedder) -> None:
    assert embedder.dimension == 3
    server.answer = lambda request: (200, {"data": [{"index": 0, "embedding": [1.0, 2.0]}]})
    with pytest.raises(EndpointRefusedError):
        embedder.encode(["hello"])


def test_no_server_is_a_typed_error(server: Server) -> None:
    gone = f"http://127.0.0.1:{server.server_port}/v1"
    server.server_close()
    with pytest.raises(EndpointUnreachableError):
        EndpointEmbedder("small", gone, retries=0, timeout=2).encode(["hello"])
