"""An OpenAI-compatible embeddings server on 127.0.0.1, which keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, object]


def vector(text: str) -> list[float]:
    """What a text is turned into."""
    return [float(len(text)), float(sum(map(ord, text)) % 97), 1.0]


def embeddings(request: dict[str, Any]) -> Answer:
    """A right answer."""
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
        self.headers: list[set[str]] = []
        self.moved_to = ""

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
        self.server.headers.append({name.lower() for name in self.headers})
        status, answer = self.server.answer(request)
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(307 if self.server.moved_to else status)
        if self.server.moved_to:
            self.send_header("Location", self.server.moved_to)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Server]:
    """A server, running."""
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield running
        finally:
            running.shutdown()
            thread.join()
