"""Somebody whose words stay here: no command and no setting sends one of them to a server elsewhere."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest

from siliconfriend import hosts
from siliconfriend.cli import chat
from siliconfriend.cli.exit_codes import ExitCode
from tests.cli.conftest import Run
from tests.embedders.embedding_server import Server, serving
from tests.scripted_server import ScriptedServer


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """A server, which is said to be on another machine."""
    with ScriptedServer() as server:
        monkeypatch.setattr(hosts, "on_this_machine", lambda host: False)
        yield server


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said where a command talks."""
    reading, writing = os.pipe()
    os.write(writing, b"my secret\n")
    os.close(writing)
    monkeypatch.setattr(chat, "_stdin", lambda: os.fdopen(reading, "rb", buffering=0))


@pytest.fixture
def emily(run: Run, people: None) -> None:
    assert run("profile", "local-only", "Emily").code == 0


TALK = (
    ("chat", "--profile", "Emily"),
    ("chat", "--profile", "Emily", "--off-record"),
    ("summarize", "--profile", "Emily"),
)
HOW = ("flag", "environment", "OPENAI_BASE_URL", "file", "own model")


def point(run: Run, monkeypatch: pytest.MonkeyPatch, how: str, server: ScriptedServer) -> tuple[str, ...]:
    """Let everybody's model be the one behind `server`; what is to be added to a command for that."""
    match how:
        case "flag":
            return ("--base-url", server.url, "--model", "scripted")
        case "environment":
            monkeypatch.setenv("SILICONFRIEND_CHAT_BASE_URL", server.url)
        case "OPENAI_BASE_URL":
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        case "file":
            assert run("config", "set", "chat.base_url", server.url).code == 0
        case "own model":
            from contextlib import closing

            from siliconfriend.opening import open_profiles

            assert run("config", "set", "chat.base_url", server.url).code == 0
            profile = open_profiles().find("Emily")
            assert profile is not None
            with closing(open_profiles().open(profile)) as bank:
                bank.choose(model="scripted")
    return ()


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("command", TALK, ids=["chat", "off the record", "summarize"])
def test_no_model_elsewhere_reads_a_word(
    run: Run,
    emily: None,
    elsewhere: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    how: str,
) -> None:
    more = point(run, monkeypatch, how, elsewhere)
    done = run(*command, *more)
    assert elsewhere.requests == []
    assert done.code == ExitCode.NO_ANSWER
    assert "stay" in done.err


@pytest.mark.parametrize("command", TALK[:2], ids=["chat", "off the record"])
def test_the_same_without_the_wish_does_ask(
    run: Run, people: None, elsewhere: ScriptedServer, command: tuple[str, ...]
) -> None:
    done = run(*command, "--base-url", elsewhere.url, "--model", "scripted")
    assert done.code == 0
    assert "my secret" in str(elsewhere.requests[0].body)


EMBEDDING = [
    ("recall", "my secret", "--profile", "Emily"),
    ("memory", "search", "my secret", "--profile", "Emily"),
    ("chat", "--profile", "Emily", "--model", "builtin"),
    ("summarize", "--profile", "Emily", "--model", "builtin"),
    ("doctor",),
    ("memory", "add", "my secret", "--profile", "Emily"),
]


@pytest.fixture
def embedding(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An embedder for everybody, which is said to be on another machine."""
    with serving() as server:
        monkeypatch.setattr(hosts, "on_this_machine", lambda host: False)
        monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER", "endpoint:small")
        monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER_URL", server.url)
        yield server


def private(server: Server) -> list[object]:
    """What the server was sent of what people said."""
    texts = [text for request in server.requests for text in request["input"]]
    return [text for text in texts if any(word in text for word in ("secret", "Biscuit", "bicycle", "harbour."))]


@pytest.mark.parametrize("command", EMBEDDING, ids=lambda command: " ".join(command[:2]))
@pytest.mark.parametrize("how", ["set", "OPENAI_BASE_URL"])
def test_no_embedder_elsewhere_reads_a_word(
    run: Run,
    emily: None,
    embedding: Server,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    how: str,
) -> None:
    if how != "set":
        monkeypatch.setenv("OPENAI_BASE_URL", embedding.url)
        monkeypatch.delenv("SILICONFRIEND_MEMORY_EMBEDDER_URL")
    run(*command)
    assert private(embedding) == []


@pytest.mark.parametrize("command", EMBEDDING[:-2], ids=lambda command: " ".join(command[:2]))
def test_the_same_without_the_wish_does_embed(
    run: Run, people: None, embedding: Server, command: tuple[str, ...]
) -> None:
    run(*command)
    assert private(embedding)


def test_an_import_keeps_the_wish_and_embeds_nothing_elsewhere(run: Run, emily: None, embedding: Server) -> None:
    exported = run("export", "-", "--profile", "Emily").out
    assert json.loads(exported)["Emily"]["siliconfriend"]["local_only"] is True
    assert run("profile", "delete", "Emily", "--yes").code == 0
    done = run("import", "-", stdin=exported.encode())
    assert done.code == 0
    assert private(embedding) == []
    assert "stay on this machine" in done.err
    listed = run("profile", "list", "--json").json["profiles"]
    assert [one["local_only"] for one in listed if one["name"] == "Emily"] == [True]
