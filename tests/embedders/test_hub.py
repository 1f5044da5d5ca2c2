"""A name that is not on this machine is asked for once, and that is said before anything heavy is loaded."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.embedders import hub, sentence_transformer
from siliconfriend.embedders.errors import EmbedderNotHereError, EmbedderNotLoadedError, UnknownEmbedderError

pytest.importorskip("huggingface_hub", reason="huggingface_hub is not installed")


class Hub(ThreadingHTTPServer):
    """Answers `status` and keeps what was asked for; with none it says nothing until it is closed."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.status: int | None = 200
        self.paths: list[str] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Asked(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Hub)
        self.server.paths.append(self.path)
        if self.server.status is None:
            self.server.closing.wait()
            return
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    """The hub, on this machine, with an empty cache and nobody signed in."""
    from huggingface_hub import constants

    server = Hub()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(constants, "ENDPOINT", server.url)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


def test_a_name_at_the_hub_is_found_by_its_owner(here: Hub) -> None:
    hub.require("BAAI/bge-small-en")
    hub.require("all-MiniLM-L6-v2")
    assert here.paths == ["/api/models/BAAI/bge-small-en", "/api/models/sentence-transformers/all-MiniLM-L6-v2"]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_name_that_the_hub_does_not_have_is_said(here: Hub, status: int) -> None:
    here.status = status
    with pytest.raises(UnknownEmbedderError) as unknown:
        hub.require("nosuch")
    assert unknown.value.details == {"name": "nosuch", "host": "127.0.0.1"}


def test_a_hub_in_trouble_is_asked_by_its_own_client(here: Hub) -> None:
    here.status = 503
    hub.require("BAAI/bge-small-en")


def test_without_a_network_it_is_said_at_once(here: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: refused
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(EmbedderNotHereError):
            hub.require("nosuch")


def test_a_hub_that_is_silent_is_not_waited_for(here: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    here.status = None
    monkeypatch.setattr(hub, "SECONDS", 0.2)
    with pytest.raises(EmbedderNotHereError):
        hub.require("nosuch")


@pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_a_hub_that_is_not_to_be_asked_is_not(here: Hub, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    from huggingface_hub import constants

    if variable == "HF_HUB_OFFLINE":
        monkeypatch.setattr(constants, variable, True)
    else:
        monkeypatch.setenv(variable, "1")
    with pytest.raises(EmbedderNotHereError):
        hub.require("nosuch")
    assert here.paths == []


def test_what_the_cache_holds_is_loaded_from_it_and_fetched_only_when_it_is_not_whole(
    here: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    asked: list[bool] = []

    def opened(name: str, *, local_files_only: bool = False) -> str:
        asked.append(local_files_only)
        if local_files_only and name == "someone/half":
            raise EmbedderNotLoadedError(name, "a part is missing")
        return name

    monkeypatch.setattr(sentence_transformer, "_opened", opened)
    monkeypatch.setattr(hub, "kept", lambda name: name != "someone/new")
    for name, wanted in (("someone/whole", [True]), ("someone/half", [True, False]), ("someone/new", [False])):
        asked.clear()
        sentence_transformer._load(name)
        assert asked == wanted
    assert here.paths == ["/api/models/someone/half", "/api/models/someone/new"]


def test_the_cache_is_looked_into(here: Hub, tmp_path: Path) -> None:
    from huggingface_hub import constants

    snapshot = Path(constants.HF_HUB_CACHE) / "models--sentence-transformers--tiny" / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    (snapshot / "modules.json").write_text("[]")
    (snapshot.parents[1] / "refs").mkdir()
    (snapshot.parents[1] / "refs" / "main").write_text("0" * 40)
    assert hub.kept("tiny")
    assert hub.kept("sentence-transformers/tiny")
    assert not hub.kept("someone/tiny")


NOWHERE = """
import json, sys
from siliconfriend.embedders.catalog import open_embedder
from siliconfriend.memory.records import EmbedderError
from siliconfriend.settings import MemorySettings
try:
    open_embedder(MemorySettings(embedder="nosuch"))
except EmbedderError as error:
    print(json.dumps([error.code, sorted(sys.modules)]))
"""


def test_nothing_heavy_is_loaded_for_a_name_that_cannot_be_had(here: Hub) -> None:
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    here.status = 404
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", NOWHERE],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env={"HF_ENDPOINT": here.url, "HF_HOME": "/nonexistent", "NO_PROXY": "127.0.0.1", "PYTHONPATH": str(root)},
    )
    code, modules = json.loads(done.stdout)
    assert code == "embedder_nowhere"
    assert not {"torch", "transformers", "sentence_transformers"} & set(modules)
