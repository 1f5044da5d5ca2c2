import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.memory.records import Kind
from siliconfriend.opening import open_profiles
from tests.cli.conftest import COMMAND, Run
from tests.scripted_server import Reply, Request, ScriptedServer, refusal

SERVER = ("--model", "tiny", "--base-url")


def remembered(name: str) -> dict[Kind, list[str]]:
    profiles = open_profiles()
    found = profiles.find(name)
    assert found is not None
    bank = profiles.open(found)
    try:
        return {kind: [one.query for one in bank.memories.all(kind)] for kind in (Kind.SUMMARY, Kind.INSIGHT)}
    finally:
        bank.close()


@pytest.mark.usefixtures("people")
def test_without_a_model_sentences_are_taken(run: Run) -> None:
    done = run("summarize", "--profile", "Emily")
    assert done.code == 0
    assert (
        done.out == "Emily: 2 days and 2 parts of the portrait put together from Emily's own sentences, "
        "without a language model.\n"
    )
    assert "Emily said (built-in companion; words stay on this machine)" in done.err
    assert remembered("Emily")[Kind.SUMMARY][0] == "Emily adopted a cat and bought a bicycle."
    assert "noodles at the harbour" in remembered("Emily")[Kind.SUMMARY][1]
    assert run("summarize", "--profile", "Emily").out == "Emily: everything has been thought over already.\n"


@pytest.mark.usefixtures("people")
def test_everybody_with_a_server_as_json(run: Run) -> None:
    with ScriptedServer() as server:
        server.script(*(Reply("They talked.") for _ in range(9)))
        done = run("summarize", "--all", "--json", *SERVER, server.url)
        assert done.code == 0, done.err
        profiles: list[dict[str, Any]] = done.json["profiles"]
        assert [(one["name"], one["days"], one["parts"], one["calls"]) for one in profiles] == [
            ("Emily", 2, 2, 5),
            ("小林", 1, 2, 4),
        ]
        assert all(one["tokens_sent"] > 100 for one in profiles)
        assert len(server.requests) == 9
        assert f"127.0.0.1:{server.url.rsplit(':', 1)[1].split('/')[0]}" in done.err
        assert run("summarize", "--all", *SERVER, server.url).code == 0
        assert len(server.requests) == 9


@pytest.mark.usefixtures("people")
def test_only_days_since(run: Run) -> None:
    done = run("summarize", "--profile", "Emily", "--since", "2023-05-01")
    assert "Emily: 1 day and " in done.out
    assert len(remembered("Emily")[Kind.INSIGHT]) == 1


@pytest.mark.usefixtures("people")
def test_what_cannot_be(run: Run) -> None:
    assert run("summarize", "--all", "--profile", "Emily").code == 2
    assert run("summarize", "--profile", "Nobody").code == 3
    assert run("summarize", "--profile", "Emily", "--since", "soon").code == 2
    with ScriptedServer() as server:
        server.script(refusal(401, "no"))
        assert run("summarize", "--profile", "Emily", *SERVER, server.url).code == 5


def test_nobody_known(run: Run) -> None:
    assert run("summarize", "--all").code == 3


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_or_interrupted_nothing_is_lost(
    run: Run, how: signal.Signals, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer() as server:
        gate, asked = threading.Event(), threading.Event()
        answer = server.answer

        def counting(request: Request) -> Reply:
            if len(server.requests) == 2:
                asked.set()
            return answer(request)

        monkeypatch.setattr(server, "answer", counting)
        server.script(Reply("First."), Reply("Second."), Reply("Half of the th", gate, "ird"))
        with subprocess.Popen(
            [*COMMAND, "summarize", "--profile", "Emily", *SERVER, server.url],
            stderr=subprocess.PIPE,
            env=os.environ | {"SILICONFRIEND_HOME": str(home)},
        ) as process:
            assert asked.wait(30)
            process.send_signal(how)
            process.wait(30)
        gate.set()
        assert process.returncode == (130 if how is signal.SIGINT else -how)
        kept = remembered("Emily")
        assert len(kept[Kind.SUMMARY]) + len(kept[Kind.INSIGHT]) == 3
        server.script(*(Reply("Done.") for _ in range(3)))
        before = len(server.requests)
        assert run("summarize", "--profile", "Emily", *SERVER, server.url).code == 0
        assert len(server.requests) - before == 3
        assert len(remembered("Emily")[Kind.SUMMARY]) == len(remembered("Emily")[Kind.INSIGHT]) == 2
