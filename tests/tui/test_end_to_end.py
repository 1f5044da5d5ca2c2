"""The whole program in a terminal, against a server that answers by script."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.scripted_server import Reply, ScriptedServer
from tests.tui.terminal import Terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")

MEGABYTE = 1_000_000
CTRL_Q = "\x11"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home with Emily in it."""
    found = os.environ | {
        "SILICONFRIEND_HOME": str(tmp_path / "home"),
        "SILICONFRIEND_MEMORY_EMBEDDER": "none",
        "SILICONFRIEND_REFLECTION_GREETING": "false",
        "SILICONFRIEND_REFLECTION_AUTOMATIC": "false",
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }
    subprocess.run(
        [sys.executable, "-m", "siliconfriend", "profile", "create", "Emily"],
        env=found,
        check=True,
        capture_output=True,
    )
    return found


def remembered(environment: dict[str, str]) -> list[Any]:
    """What `memory list` says, newest first."""
    command = [sys.executable, "-m", "siliconfriend", "memory", "list", "--json"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found: list[Any] = json.loads(done.stdout)["memories"]
    return found


def test_resized_while_streaming_then_killed_and_opened_again(environment: dict[str, str]) -> None:
    with ScriptedServer() as server:
        gates = threading.Event(), threading.Event()
        server.script(Reply("Half a ", gates[0], "reply, ", gates[1], "whole."))
        talk = ("--base-url", server.url, "--model", "scripted")
        terminal = Terminal(environment, *talk)
        terminal.wait_for("0 memories")
        terminal.press("My cat is called Momo\r")
        terminal.wait_for("Half a")
        for size in ((20, 5), (1, 1), (60, 12), (100, 30)):
            terminal.resize(*size)
            terminal.read(0.2)
        gates[0].set()
        terminal.wait_for("reply,")
        terminal.press("[typed] 你好")
        terminal.wait_for("你好")
        while "reply," not in remembered(environment)[0]["text"]:  # no more comes, and still it is kept
            terminal.read(0.05)
        terminal.kill()
        assert remembered(environment)[0]["text"] == "My cat is called Momo\nHalf a reply, "
        again = Terminal(environment, *talk)
        again.wait_for("Momo")
        again.wait_for("interrupted")
        again.wait_for("1 memory")
        again.press(CTRL_Q)
        assert again.wait() == 0
        gates[1].set()
    assert "Traceback" not in terminal.seen + again.seen


def test_a_megabyte_is_pasted_and_sent_whole(environment: dict[str, str]) -> None:
    with ScriptedServer() as server:
        server.script(Reply("That is a lot."))
        terminal = Terminal(environment, "--base-url", server.url, "--model", "scripted")
        terminal.wait_for("0 memories")
        terminal.paste("wörter [b] " * (MEGABYTE // 11))
        terminal.wait_for("pasted text 1")
        terminal.press("\r")
        terminal.wait_for("That is a lot.")
        terminal.wait_for("1 memory")
        terminal.press(CTRL_Q)
        assert terminal.wait() == 0
    assert len(remembered(environment)[0]["text"]) > MEGABYTE * 0.99
