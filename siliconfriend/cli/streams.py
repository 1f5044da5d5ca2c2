"""The three standard streams: UTF-8 whatever the locale, results on stdout, everything else on stderr."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

from siliconfriend.tui.visible import visible


def prepare() -> None:
    """Make the streams UTF-8. A lone surrogate becomes its escape, which JSON reads back."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def result(text: str) -> None:
    """Write `text` to stdout at once; control codes are shown, not obeyed, when a terminal reads it.

    Raises:
        BrokenPipeError: nobody reads stdout any more.
    """
    sys.stdout.write(visible(text) if sys.stdout.isatty() else text)
    sys.stdout.flush()


def note(text: str, end: str = "\n") -> None:
    """Tell the person `text`, on stderr."""
    sys.stderr.write(visible(text) + end)
    sys.stderr.flush()


def at_terminal() -> bool:
    """Whether somebody types what is read from stdin."""
    return sys.stdin is not None and sys.stdin.isatty()


def abandon() -> None:
    """Nobody reads any more: what is left in the buffers goes nowhere, and quietly."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
