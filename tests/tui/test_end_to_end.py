"""The whole program in a terminal, against a server that answers by script."""

from __future__ import annotations

import json
import os
import signal
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
CTRL_G, CTRL_Q = "\x07", "\x11"
F2, F5 = "\x1bOQ", "\x1b[15~"


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


def test_a_terminal_that_goes_without_a_word(environment: dict[str, str]) -> None:
    terminal = Terminal(environment, by_another=True)
    terminal.wait_for("0 memories")
    assert terminal.hang_up() == 128 + signal.SIGHUP


@pytest.mark.parametrize("closed", [False, True], ids=["told to end", "terminal closed"])
def test_ended_from_outside_while_a_reply_streams(environment: dict[str, str], closed: bool) -> None:
    with ScriptedServer() as server:
        server.script(Reply("Half a ", threading.Event(), "reply"))
        talk = ("--base-url", server.url, "--model", "scripted")
        terminal = Terminal(environment, *talk)
        terminal.wait_for("0 memories")
        terminal.press("My cat is called Momo\r")
        terminal.wait_for("Half a")
        terminal.press("and my d")
        terminal.wait_for("and my d")
        if closed:
            assert terminal.hang_up() == 128 + signal.SIGHUP
        else:
            terminal.signal(signal.SIGTERM)
            assert terminal.wait() == 128 + signal.SIGTERM
            assert "\x1b[?1049l" in terminal.raw  # the screen that was there before is back
        assert "Half a" in remembered(environment)[0]["text"]
        again = Terminal(environment, *talk)
        again.wait_for("and my d")
        again.press(CTRL_Q)
        assert again.wait() == 0


def test_the_old_reply_is_painted_again_when_another_is_stopped_under_what_was_told(
    environment: dict[str, str],
) -> None:
    with ScriptedServer() as server:
        server.script(Reply("The first."), Reply(never := threading.Event()))
        terminal = Terminal(environment, "--base-url", server.url, "--model", "scripted", size=(62, 24))
        terminal.wait_for("Enter send")
        terminal.press("tell me\r")
        terminal.wait_for("The first.")
        terminal.wait_for("1 memory")
        terminal.press(F5)
        while len(server.requests) < 2:
            terminal.read(0.05)
        for _ in range(2):
            terminal.press(F2)
            terminal.wait_for("still answering")
        terminal.press("\x1b")
        terminal.wait_for("The first.")
        terminal.press(CTRL_Q)
        assert terminal.wait() == 0
        never.set()


@pytest.mark.parametrize(
    ("editor", "told"), [("no-such-editor", "could not be started"), ("false", "ended without")]
)
def test_an_editor_that_fails_gives_the_terminal_back(environment: dict[str, str], editor: str, told: str) -> None:
    terminal = Terminal(environment | {"VISUAL": editor})
    terminal.wait_for("0 memories")
    terminal.press("begun")
    terminal.wait_for("begun")
    terminal.press(CTRL_G)
    terminal.wait_for(told)
    terminal.press(" and more")
    terminal.wait_for("and more")
    terminal.press(CTRL_Q)
    assert terminal.wait() == 0
    assert "Traceback" not in terminal.seen
