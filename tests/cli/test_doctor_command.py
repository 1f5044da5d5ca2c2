import json
import os
import pty
import select
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.embedders import minilm
from siliconfriend.places import places
from tests.cli.conftest import COMMAND, Outcome, Run
from tests.memory.damaging import overwrite_pages_of
from tests.scripted_server import Reply, ScriptedServer


def checks(done: Outcome) -> dict[str, Any]:
    """What was found, by name; the last of each."""
    return {one["name"]: one for one in json.loads(done.out)["checks"]}


def test_all_is_well(run: Run, people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SILICONFRIEND_MEMORY_EMBEDDER")
    done = run("doctor", "--json")
    found = checks(done)
    assert (done.code, done.json["fine"]) == (0, True)
    wanted = {"python", "core", "extra", "sqlite", "weights", "index", "embedder", "home", "permissions", "disk"}
    assert wanted | {"profile", "model", "key", "terminal", "encoding"} <= found.keys()
    assert found["embedder"]["state"] == "fine"
    people_found = [one["detail"] for one in done.json["checks"] if one["name"] == "profile"]
    counted = sorted(one.partition(", ")[2] for one in people_found)  # either may come first
    assert counted == ["1 memory, all sound", "4 memories, all sound"]


def test_for_people(run: Run) -> None:
    done = run("doctor")
    assert done.code == 0
    assert "✓ SQLite" in done.out
    assert "  → " in done.out
    assert "All is well." in done.out


def test_control_codes_are_shown_in_a_pipe_as_well(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILICONFRIEND_HOME", f"{home}\x1b[31m")
    monkeypatch.setenv("SILICONFRIEND_CHAT_MODEL", "\x1b]0;title\x07")
    for args in (["doctor"], ["config", "list"]):
        out = run(*args).out
        assert "\x1b" not in out
        assert "␛" in out


def test_it_changes_nothing_where_nobody_is_known(run: Run, home: Path) -> None:
    assert run("doctor").code == 0
    assert not home.exists()


def test_a_damaged_profile(run: Run, people: None) -> None:
    file = min(places().profiles.glob("*/memory.sqlite3"))
    file.write_bytes(b"not a database" * 1000)
    done = run("doctor", "--json")
    assert (done.code, done.json["fine"]) == (1, False)
    assert [str(file) in one["detail"] for one in done.json["checks"] if one["state"] == "wrong"] == [True]
    assert "To be put right: 1." in run("doctor").out


def test_a_profile_that_is_damaged_where_nobody_looks(run: Run, people: None) -> None:
    file = min(places().profiles.glob("*/memory.sqlite3"))
    overwrite_pages_of(file, "portrait", "conversation")
    done = run("doctor", "--json")
    assert (done.code, done.json["fine"]) == (1, False)
    assert [str(file) in one["detail"] for one in done.json["checks"] if one["state"] == "wrong"] == [True]


def test_a_profile_that_others_may_read(run: Run, people: None) -> None:
    places().profiles.chmod(0o755)
    done = run("doctor", "--json")
    assert done.code == 1
    assert str(places().profiles) in checks(done)["permissions"]["detail"]


def test_a_home_that_cannot_be_written(run: Run, home: Path) -> None:
    home.write_text("a file where a folder should be")
    done = run("doctor", "--json")
    assert done.code == 1
    assert str(home) in checks(done)["home"]["detail"]


def test_weights_that_are_not_the_original(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"altered")
    monkeypatch.setattr(minilm, "bundled_folder", lambda: tmp_path)
    monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER", "minilm")
    done = run("doctor", "--json")
    assert done.code == 1
    assert checks(done)["weights"]["state"] == checks(done)["embedder"]["state"] == "wrong"


def test_nothing_optional_is_installed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "bundled_folder", lambda: None)
    monkeypatch.setattr("siliconfriend.memory.hnsw.installed", lambda: False)
    done = run("doctor", "--json")
    assert done.code == 0
    found = checks(done)
    assert found["weights"]["state"] == found["index"]["state"] == found["embedder"]["state"] == "note"
    assert "pip install" in found["index"]["advice"]


def test_the_key_is_never_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    done = run("doctor", "--json")
    assert "OPENAI_API_KEY" in checks(done)["key"]["detail"]
    assert "very-secret" not in done.out + done.err


class Refusing(BaseHTTPRequestHandler):
    asked: list[dict[str, str]]

    def do_GET(self) -> None:
        self.asked.append(dict(self.headers) | {"path": self.path})
        self.send_response(401)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_server_that_answers_is_not_told_the_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    Refusing.asked = []
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("SILICONFRIEND_CHAT_BASE_URL", f"http://127.0.0.1:{server.server_port}")
        done = run("doctor", "--json")
        server.shutdown()
    assert checks(done)["server"]["state"] == "fine"
    (request,) = Refusing.asked
    assert request["path"] == "/v1/models"
    assert "very-secret" not in str(request)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        monkeypatch.setenv("SILICONFRIEND_CHAT_BASE_URL", server.url)
        yield server


@pytest.mark.parametrize(
    ("listing", "says"),
    [
        (Reply(status=307, body="", headers={"Location": "http://127.0.0.1:9/v1/models"}), "not a chat model"),
        (Reply(status=404, body="no such page"), "not a chat model"),
        (Reply(status=429, body={}), "refusing requests"),
        (Reply(body="<html>"), "not a chat model"),
        (Reply(body="[" * 200_000, headers={"Content-Type": "application/json"}), "not a chat model"),
        (Reply(body={"data": [{"id": "an-embedder"}]}), "no chat model"),
        (Reply(status=500, body={"error": {"message": "\0" * 1_000_000}}), "could not answer"),
    ],
    ids=["redirect", "no page", "too many", "a page", "deep", "none that chats", "much ado"],
)
def test_a_server_is_judged_as_by_who_chats(run: Run, server: ScriptedServer, listing: Reply, says: str) -> None:
    server.listing = listing
    done = run("doctor", "--json")
    found = checks(done)["server"]
    assert (done.code, found["state"]) == (1, "wrong")
    assert says in found["detail"]
    assert server.host in found["detail"]
    assert len(found["detail"]) < 400


@pytest.mark.parametrize("listing", [Reply(status=404, body="no such page"), Reply(body={"data": []}), None])
def test_a_server_whose_model_is_named_needs_no_list(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, listing: Reply | None
) -> None:
    server.listing = listing
    monkeypatch.setenv("SILICONFRIEND_CHAT_MODEL", "tiny")
    assert checks(run("doctor", "--json"))["server"]["state"] == "fine"


def test_what_is_no_http_is_said_in_a_few_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"\0" * 1000 + b"\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=answer, args=(listening,), daemon=True).start()
        monkeypatch.setenv("SILICONFRIEND_CHAT_BASE_URL", f"http://127.0.0.1:{listening.getsockname()[1]}")
        done = run("doctor", "--json")
    found = checks(done)["server"]
    assert found["state"] == "wrong"
    assert len(found["detail"]) < 200


def test_a_server_that_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILICONFRIEND_CHAT_BASE_URL", "http://127.0.0.1:9")
    done = run("doctor", "--json")
    assert done.code == 1
    assert "127.0.0.1:9" in checks(done)["server"]["detail"]


@pytest.mark.parametrize(
    ("variable", "advice"),
    [
        ("SILICONFRIEND_CHAT_BASE_URL", "siliconfriend config set chat.base_url http://localhost:11434"),
        ("OPENAI_BASE_URL", "in OPENAI_BASE_URL"),
    ],
)
def test_a_server_whose_address_is_none(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, advice: str
) -> None:
    monkeypatch.setenv(variable, "no address")
    done = run("doctor", "--json")
    assert done.code == 1
    assert checks(done)["model"]["detail"] == "“no address” is not the address of a server."
    assert advice in checks(done)["model"]["advice"]


def test_a_setting_that_cannot_be_used(run: Run) -> None:
    places().config.mkdir(parents=True, mode=0o700)
    places().config_file.write_text("[memory]\ntop_k = 'many'\n")
    done = run("doctor", "--json")
    assert done.code == 1
    assert checks(done)["settings"]["state"] == "wrong"
    assert "sqlite" in checks(done)


def test_a_check_that_breaks_is_a_finding(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr("siliconfriend.memory.store.engine.examine", broken)
    done = run("doctor", "--json")
    assert done.code == 1
    assert "RuntimeError" in checks(done)["broken"]["detail"]
    assert "key" in checks(done)


@pytest.mark.parametrize(("column", "said"), [("5", "as they should be"), ("3", "Two Chinese characters take 2")])
def test_the_terminal_is_asked_how_wide_chinese_is(home: Path, column: str, said: str) -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "LINES": "24", "COLUMNS": "80"}
    process = subprocess.Popen([*COMMAND, "doctor"], stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    seen, answered = b"", False
    while select.select([ours], [], [], 60)[0]:
        try:
            seen += os.read(ours, 4096)
        except OSError:
            break
        if b"\x1b[6n" in seen and not answered:
            os.write(ours, f"\x1b[1;{column}R".encode())
            answered = True
    assert process.wait(60) == 0
    os.close(ours)
    assert answered
    assert said in seen.decode()
    assert "80 x 24" in seen.decode()


@pytest.mark.parametrize(
    ("embedder", "said"),
    [("endpoint:", "“endpoint:” names no model"), ("endpoint:bge", "127.0.0.1 did not answer")],
)
def test_an_embedder_that_cannot_be_had_makes_no_memory_bad(
    run: Run, people: None, monkeypatch: pytest.MonkeyPatch, embedder: str, said: str
) -> None:
    monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER", embedder)
    monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER_URL", "http://127.0.0.1:1/v1")
    done = run("doctor", "--json")
    assert done.code == 1
    found = [one for one in json.loads(done.out)["checks"] if one["state"] == "wrong"]
    assert [one["name"] for one in found] == ["embedder"]
    assert said in found[0]["detail"]
