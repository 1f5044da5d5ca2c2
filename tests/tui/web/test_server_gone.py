"""The server behind a browser is killed: the program that it started ends as if it had been told to."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from siliconfriend.tui.web.program import DRIVER, Program
from tests.scripted_server import Reply, ScriptedServer

GIVE_UP_SECONDS = 60


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home with Emily in it, drawn for a browser."""
    found = os.environ | {
        "SILICONFRIEND_HOME": str(tmp_path / "home"),
        "SILICONFRIEND_MEMORY_EMBEDDER": "none",
        "SILICONFRIEND_REFLECTION_AUTOMATIC": "false",
        "TEXTUAL_DRIVER": DRIVER,
        "LANG": "C.UTF-8",
    }
    subprocess.run(ours("profile", "create", "Emily"), env=found, check=True, capture_output=True)
    return found


def ours(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "siliconfriend", *arguments]


def drawn(program: subprocess.Popen[bytes], text: bytes) -> None:
    """Until `text` is drawn."""
    assert program.stdout is not None
    seen = b""
    while text not in seen:
        more = os.read(program.stdout.fileno(), 65536)
        assert more, seen
        seen = (seen + more)[-100_000:]


def gone(program: subprocess.Popen[bytes]) -> int:
    """Close what a server that is killed closes; the program's exit code."""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdout.close()
    program.stdin.close()
    try:
        return program.wait(GIVE_UP_SECONDS)
    finally:
        program.kill()


@pytest.mark.parametrize("streaming", [True, False], ids=["in a reply", "with nothing going on"])
def test_what_had_come_is_stored_and_the_program_ends(
    environment: dict[str, str], streaming: bool, tmp_path: Path
) -> None:
    with ScriptedServer() as model:
        model.script(Reply("Half a ", threading.Event(), "reply"))
        talk = ours("--base-url", model.url, "--model", "scripted")
        with subprocess.Popen(talk, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
            drawn(program, b"0 memories")
            if streaming:
                assert program.stdin is not None
                program.stdin.write(Program.encode_packet(b"D", b"My cat is called Momo\r"))
                program.stdin.flush()
                drawn(program, b"Half a")
            assert gone(program) == 0
    listed = subprocess.run(ours("memory", "list", "--json"), env=environment, check=True, capture_output=True)
    texts = [one["text"] for one in json.loads(listed.stdout)["memories"]]
    assert texts == (["My cat is called Momo\nHalf a "] if streaming else [])
    logs = [file.read_text() for file in tmp_path.rglob("*.log")]
    assert not re.search("CRITICAL|Traceback", "".join(logs))
