"""Signals that end a process, turned into an ordinary end: what is to be cleaned up is."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from siliconfriend.signals import ENDINGS


@contextmanager
def ended_properly() -> Iterator[None]:
    """`ENDINGS` raise SystemExit inside, unless they are ignored, as SIGHUP is under nohup."""
    usual = {number: signal.getsignal(number) for number in ENDINGS}
    for number, handler in usual.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


def _end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)
