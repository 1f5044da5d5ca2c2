"""What is looked for on this machine: servers that list models, folders of weights; nothing else answers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.models import nearby
from siliconfriend.models.nearby import Nearby, look_around, served, weights_here
from siliconfriend.models.offers import Kind, Offer, offers
from siliconfriend.settings import ChatSettings


class Server(HTTPServer):
    answer: Any
    status = 200
    asked: list[tuple[str, str | None]]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        self.send_response(self.server.status)
        self.end_headers()
        answer = self.server.answer
        self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    server.answer, server.asked = {"data": [{"id": "llama3"}, {"id": "nomic-embed-text"}]}, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.delenv("SILICONFRIEND_API_KEY", raising=False)
    for name in ("HF_HOME", "HF_HUB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(nearby, "graphics_card", lambda: "")


def test_a_server_says_what_it_has_and_is_told_no_key(server: Server) -> None:
    port = server.server_port
    assert served(port) == [Nearby("llama3", f"http://localhost:{port}")]
    assert server.asked == [("/v1/models", None)]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        [],
        {},
        {"data": 3},
        {"data": [{"id": 3}, {}]},
        {"data": [{"id": "a\x1b[31m"}]},
        pytest.param({"data": [{"id": "Z" * 100_000}]}, id="long"),
        7,
        pytest.param(b"[" * 200_000, id="deep"),
    ],
)
def test_what_is_no_list_of_models_is_passed_over(server: Server, answer: object) -> None:
    server.answer = answer
    assert served(server.server_port) == []


def test_a_refusal_and_silence_are_passed_over(server: Server) -> None:
    server.status = 401
    assert served(server.server_port) == []
    assert served(1) == []


@pytest.mark.parametrize(
    "begun", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["nothing", "headers", "body"]
)
def test_a_server_that_never_comes_to_an_end_is_passed_over(monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(nearby, "SECONDS", 0.1)
    looked = threading.Event()

    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.sendall(begun)
            while not looked.wait(0.01):
                connection.sendall(b" ")

    found: list[Nearby] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=drip, args=(listening,), daemon=True).start()
        looking = threading.Thread(target=lambda: found.extend(served(listening.getsockname()[1])), daemon=True)
        looking.start()
        looking.join(20)
        still = looking.is_alive()
        looked.set()
    assert (still, found) == (False, [])


def test_whoever_leaves_waits_for_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "SECONDS", 60.0)
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, left = listening.getsockname()[1], threading.Event()
        looking = threading.Thread(target=look_around, args=([port], left.is_set), daemon=True)
        looking.start()
        connection, _ = listening.accept()
        with connection:
            left.set()
            looking.join(20)
            assert not looking.is_alive()
            assert all(one.daemon for one in set(threading.enumerate()) - before)


def test_weights_are_folders_that_can_chat(tmp_path: Path) -> None:
    hub = tmp_path / ".cache/huggingface/hub/models--someone--chat/snapshots/abc"
    for folder, kind in (
        (tmp_path / "models/llama", "LlamaForCausalLM"),
        (tmp_path / "models/bert", "BertModel"),
        (hub, "Qwen2ForCausalLM"),
    ):
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps({"architectures": [kind]}), encoding="utf-8")
        (folder / "model.safetensors").write_bytes(b"")
    (tmp_path / "models/broken").mkdir()
    (tmp_path / "models/broken/config.json").write_text("{", encoding="utf-8")
    found = {Path(one.name).name for one in weights_here()}
    assert found == {"llama", "abc"}


def test_offers_put_what_stays_here_first(server: Server) -> None:
    port = server.server_port
    found = offers(ChatSettings(), ports=[port])
    assert found[0] == Offer(Kind.SERVER, "llama3", f"http://localhost:{port}", f"localhost:{port}")
    assert [one.kind for one in found[1:]] == [Kind.CHATGPT, Kind.BUILTIN]
    assert "secret" not in repr(found)


def test_a_server_elsewhere_is_not_asked(server: Server) -> None:
    found = offers(ChatSettings(base_url="https://example.invalid/v1"), ports=[])
    assert [one.kind for one in found] == [Kind.CHATGPT, Kind.BUILTIN]


def test_the_server_that_is_set_is_asked_once(server: Server) -> None:
    port = server.server_port
    for ports in ([], [port]):
        found = offers(ChatSettings(base_url=f"http://localhost:{port}"), ports=ports)
        assert [one.name for one in found] == ["llama3", "chatgpt", "builtin"]
        assert found[1].about == "gpt-4.1-mini · api.openai.com"


def test_chatgpt_is_offered_where_words_would_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "https://proxy.example.org/v1")
    assert offers(ChatSettings(), ports=[])[0].about == "gpt-4.1-mini · proxy.example.org"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:1/v1")  # a server here is no ChatGPT
    assert [one.kind for one in offers(ChatSettings(), ports=[])] == [Kind.BUILTIN]


def test_looking_around_where_there_is_nothing() -> None:
    around = look_around(ports=[1])
    assert (around.servers, around.weights, around.card) == ((), (), "")
