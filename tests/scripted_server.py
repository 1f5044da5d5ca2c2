"""An OpenAI-compatible chat server on 127.0.0.1 that answers by script.

    with ScriptedServer() as server:
        gate = threading.Event()
        server.script(Reply("Hel", gate, "lo"), refusal(429, "slow down"))
        ...                          # talk to server.url
        gate.set()                   # the first reply goes on only now
        server.requests[0].body      # what was asked, headers too
        server.requests[0].gone      # an Event: the client hung up before the reply was over

Replies are used up in order, one a request; when none is left, the last user message is repeated to its
sender. Nothing sleeps: a reply stands still exactly at its gates.

    python tests/scripted_server.py PORT     answers everything with a canned, slowly streamed reply
"""

from __future__ import annotations

import json
import select
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

LOOK_EVERY_SECONDS = 0.01
CANNED = (
    "**Hello!** This is a *scripted* reply, streamed word by word.\n\n"
    "- one thing\n- and another\n\n```python\nprint('你好')\n```\n\nTell me more about your day."
)


class Ending(Enum):
    """How a reply's connection ends."""

    DONE = auto()
    """A finish_reason, then [DONE]: as it should be."""
    UNFINISHED = auto()
    """The body is complete HTTP, but no finish_reason and no [DONE] came."""
    DROPPED = auto()
    """The connection is closed in the middle of the body."""


class Reply:
    """One scripted answer.

    Args:
        pieces: in order: a str is a content delta, a dict a whole chunk, bytes go out as they are, and an
            Event is a gate: the reply waits there until it is set.
        ending: how the connection ends.
        finish_reason: of the last chunk.
        status: of the answer; any but 200 sends `body` instead of a stream.
        body: JSON when it is not a str.
        headers: sent besides the usual ones.
    """

    def __init__(
        self,
        *pieces: str | Mapping[str, object] | bytes | threading.Event,
        ending: Ending = Ending.DONE,
        finish_reason: str = "stop",
        status: int = 200,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.pieces = pieces
        self.ending = ending
        self.finish_reason = finish_reason
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None, **error: object) -> Reply:
    """An answer in OpenAI's form of an error; `error` holds its `code`, `param`, `type`."""
    return Reply(status=status, body={"error": {"message": message, **error}}, headers=headers)


@dataclass
class Request:
    """What a client asked."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when the client closed the connection before the reply was over."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set when nothing more is sent for this request."""

    @property
    def message(self) -> str:
        """What the user said last."""
        said = [one["content"] for one in self.body.get("messages", ()) if one["role"] == "user"]
        return str(said[-1]) if said else ""


def chunk(delta: Mapping[str, object], finish_reason: str | None = None) -> dict[str, object]:
    """A chunk of a chat completion in OpenAI's form."""
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "delta": dict(delta), "finish_reason": finish_reason}],
    }


class ScriptedServer:
    """The server; it runs in threads of its own from entering the context to leaving it.

    `models` are the names that /models lists, unless it answers with `listing`; `requests` the chat requests so
    far, oldest first.
    """

    def __init__(self, *replies: Reply, port: int = 0, models: tuple[str, ...] = ("scripted",)) -> None:
        self.models = models
        self.requests: list[Request] = []
        self.listing: Reply | None = None
        self.model_listings = 0
        self.closing = threading.Event()
        self._replies: deque[Reply] = deque(replies)
        self._http = _Http(("127.0.0.1", port), _Handler, self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(LOOK_EVERY_SECONDS,), daemon=True)

    @property
    def host(self) -> str:
        """127.0.0.1:PORT, as a client names its destination."""
        return f"127.0.0.1:{self._http.server_port}"

    @property
    def url(self) -> str:
        """The base URL for clients."""
        return f"http://{self.host}/v1"

    def script(self, *replies: Reply) -> None:
        """Add `replies` to those still to be given."""
        self._replies.extend(replies)

    def answer(self, request: Request) -> Reply:
        """The reply to `request`: the script's next, else the user's own message."""
        return self._replies.popleft() if self._replies else Reply(request.message)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    request_queue_size = 32

    def __init__(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], owner: ScriptedServer
    ) -> None:
        super().__init__(address, handler)
        self.owner = owner

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # typeshed's own union


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        owner = self.server.owner
        if self.path.rstrip("/").endswith("/models"):
            owner.model_listings += 1
            models = [{"id": name, "object": "model", "created": 0, "owned_by": ""} for name in owner.models]
            self._whole(owner.listing or Reply(body={"object": "list", "data": models}))
        else:
            self._whole(refusal(404, "no such page"))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.path.endswith("/v1/chat/completions"):
            self._whole(refusal(404, "no such page"))
            return
        request = Request(self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(raw))
        reply = self.server.owner.answer(request)
        self.server.owner.requests.append(request)
        try:
            if reply.status == 200 and reply.body is None:
                self._stream(reply, request)
            else:
                self._whole(reply)
        except ConnectionError:
            request.gone.set()
            self.close_connection = True
        finally:
            request.over.set()

    def _whole(self, reply: Reply) -> None:
        body = reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        kind = "text/html" if isinstance(reply.body, str) else "application/json"
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Reply, request: Request) -> None:
        self.send_response(200)
        for name, value in (
            {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"} | reply.headers
        ).items():
            self.send_header(name, value)
        self.end_headers()
        for piece in reply.pieces:
            if isinstance(piece, threading.Event):
                self._wait(piece)
            elif isinstance(piece, bytes):
                self._send(piece)
            else:
                self._event(chunk({"content": piece}) if isinstance(piece, str) else piece)
        if reply.ending is Ending.DROPPED:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if reply.ending is Ending.DONE:
            self._event(chunk({}, reply.finish_reason))
            self._send(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, event: Mapping[str, object]) -> None:
        self._send(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode("utf-8", "surrogatepass"))

    def _send(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def _wait(self, gate: threading.Event) -> None:
        """Wait for `gate`, watching whether the client is still there."""
        while not gate.wait(LOOK_EVERY_SECONDS):
            if self.server.owner.closing.is_set():
                raise ConnectionAbortedError
            readable, _, _ = select.select([self.connection], [], [], 0)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                raise ConnectionAbortedError

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: what was asked is in `requests`."""


class _Slow(threading.Event):
    """A gate that opens by itself after a moment, for eyes rather than for tests."""

    def wait(self, timeout: float | None = None) -> bool:
        time.sleep(0.06)
        return True


class _CannedServer(ScriptedServer):
    def answer(self, request: Request) -> Reply:
        pieces: list[str | threading.Event] = []
        for word in CANNED.split(" "):
            pieces += [f"{word} ", _Slow()]
        return Reply(*pieces)


if __name__ == "__main__":
    with _CannedServer(port=int(sys.argv[1])) as canned:
        print(canned.url, flush=True)  # noqa: T201 - this is what the script is for
        threading.Event().wait()
