"""The terminal: its size, its colours, and whether it shows Chinese as wide as it is."""

from __future__ import annotations

import codecs
import locale
import os
import select
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siliconfriend.cli.checkup.finding import Case, Finding

LEAST_COLUMNS, LEAST_LINES = 40, 12
PATIENCE = 0.5
PROBE = "\r你好\x1b[6n"
PROBE_COLUMN = 5
SMALLEST_ANSWER = b"R"


def terminal(case: Case) -> Iterator[Finding]:
    """Size and colours."""
    if not (sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()):
        yield case.note("terminal")
        return
    from rich.console import Console

    columns, lines = shutil.get_terminal_size()
    colours = Console(file=sys.stdout).color_system or case.say("cli.doctor.terminal.no_colours")
    if columns < LEAST_COLUMNS or lines < LEAST_LINES:
        yield case.note("terminal", "small", columns=columns, lines=lines)
    else:
        yield case.fine("terminal", columns=columns, lines=lines, colours=colours)
    yield from _wide(case)


def encoding(case: Case) -> Iterator[Finding]:
    """What the system says text is written in. The program writes UTF-8 all the same."""
    said = locale.getencoding()
    utf8 = codecs.lookup(said).name == "utf-8"
    yield case.fine("encoding", encoding=said) if utf8 else case.note("encoding", encoding=said)


def _wide(case: Case) -> Iterator[Finding]:
    """Two Chinese characters take four columns; terminals that think otherwise misplace everything after them."""
    column = _column_after_probe()
    if column is None:
        return
    yield case.fine("wide") if column == PROBE_COLUMN else case.note("wide", columns=column - 1)


def _column_after_probe() -> int | None:
    """Where the cursor is after the probe, asked of the terminal; None when it does not say."""
    if os.name == "nt":
        return None
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    kept = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        sys.stdout.write(PROBE)
        sys.stdout.flush()
        answer = b""
        while not answer.endswith(SMALLEST_ANSWER) and select.select([descriptor], [], [], PATIENCE)[0]:
            answer += os.read(descriptor, 32)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, kept)
        sys.stdout.write("\r\x1b[K")
        sys.stdout.flush()
    _, _, column = answer.rpartition(b";")
    return int(column[:-1]) if column[:-1].isdigit() else None
