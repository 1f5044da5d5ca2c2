"""From an address to a running server."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from siliconfriend.tui.web.gate import Gate
from siliconfriend.tui.web.server import FriendServer

if TYPE_CHECKING:
    from siliconfriend.language import Words


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to `host` and `port` (0: any free one).

    Raises:
        OSError: the port is taken, or the address is not this machine's.
    """
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def serve(
    listening: socket.socket,
    arguments: Sequence[str],
    say: Words,
    tell: Callable[[str], object],
    ready: Callable[[str], object],
) -> None:
    """Serve `siliconfriend` with `arguments` until Ctrl+C or SIGTERM.

    Args:
        tell: is given what the person at the terminal should know later on.
        ready: is given the address, once it answers.
    """
    host, port = listening.getsockname()[:2]

    def spent() -> None:
        tell(say("web.serve.spent", address=gate.address))

    gate = Gate(host, port, spent)
    FriendServer(command_line(arguments), gate, say).serve_on(listening, lambda: ready(gate.address))


def command_line(arguments: Sequence[str]) -> str:
    """The program with `arguments`, for a shell; where there is `exec` the shell makes way for it."""
    words = [sys.executable, "-m", "siliconfriend", *arguments]
    return f"exec {shlex.join(words)}" if os.name == "posix" else subprocess.list2cmdline(words)
