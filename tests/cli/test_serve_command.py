"""`siliconfriend serve` before it serves: what is refused, and how it says so."""

from __future__ import annotations

import socket

import pytest

from siliconfriend.cli.exit_codes import ExitCode
from tests.cli.conftest import Run


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_an_address_that_others_can_reach_is_refused_unless_told(run: Run, host: str) -> None:
    done = run("serve", "--host", host, "--port", "0")
    assert done.code == ExitCode.USAGE
    assert "--expose" in done.err
    assert host in done.err


def test_a_taken_port_is_a_sentence(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("serve", "--port", port)
    assert done.code == ExitCode.FAILED
    assert port in done.err
    assert "--port 0" in done.err


def test_flags_reach_the_program_behind_the_page(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from siliconfriend.tui.web import serving

    monkeypatch.setenv("SILICONFRIEND_CHAT_MODEL", "auto")  # what the command sets is taken back after the test
    monkeypatch.setenv("SILICONFRIEND_MEMORY_TOP_K", "5")
    served: list[object] = []
    monkeypatch.setattr(serving, "serve", lambda listening, arguments, *_: served.extend(arguments))
    assert run("--profile", "Emily", "serve", "--port", "0", "--model", "builtin", "--top-k", "3").code == 0
    assert served == ["--profile", "Emily"]

    from siliconfriend.places import places
    from siliconfriend.settings import load

    settings = load(places().config_file)
    assert (settings.chat.model, settings.memory.top_k) == ("builtin", 3)
