"""The three standard streams: UTF-8 whatever the locale, results on stdout, everything else on stderr."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

from siliconfriend.tui.visible import visible


def prepare() -> None:
    """Make the streams UTF-8. A lone surrogate becomes its escape, which JSON reads back."""
    _take_the_places_of_closed_ones()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _take_the_places_of_closed_ones() -> None:
    """Nothing comes from a closed stdin, nobody reads a closed stdout, and what a closed stderr is told is lost.

    Left free, their numbers would be given to the next files that are opened, and a library's complaint would
    stand in a database.
    """
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)
        sys.stdin = os.fdopen(0, "r")
    if sys.stdout is None:
        reading, writing = os.pipe()
        os.close(reading)
        os.dup2(writing, 1)
        os.close(writing)
        sys.stdout = os.fdopen(1, "w")
    if sys.stderr is None:
        os.open(os.devnull, os.O_WRONLY)
        sys.stderr = os.fdopen(2, "w")


def result(text: str) -> None:
    """Write `text` to stdout at once; control codes are shown, not obeyed, when a terminal reads it.

    Raises:
        BrokenPipeError: nobody reads stdout any more.
    """
    sys.stdout.write(visible(text) if sys.stdout.isatty() else text)
    sys.stdout.flush()


def told(text: str) -> None:
    """Write the line `text` to stdout for people, who may read it at a terminal though it goes through a pipe.

    Raises:
        BrokenPipeError: nobody reads stdout any more.
    """
    result(visible(text) + "\n")


def note(text: str, end: str = "\n") -> None:
    """Tell the person `text`, on stderr; where it cannot be written nobody is told, and the work goes on."""
    with suppress(OSError):
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
