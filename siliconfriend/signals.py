"""Signals for an event loop, on every platform."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ENDINGS = tuple(signal.Signals[name] for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))

HANG_UPS = tuple(number for number in ENDINGS if number.name == "SIGHUP")
"""The terminal is gone; there is none on some platforms."""


@contextmanager
def listening(tell: Callable[[int], None]) -> Iterator[None]:
    """While it lasts, Ctrl+C and `ENDINGS` do nothing but `tell` their number, in the running loop.

    Windows' loops take no handlers: there Python's own ones pass the number on.
    """
    loop = asyncio.get_running_loop()
    by_hand = {}
    for number in (signal.SIGINT, *ENDINGS):
        try:
            loop.add_signal_handler(number, tell, number)
        except NotImplementedError:
            by_hand[number] = signal.signal(number, lambda got, _: loop.call_soon_threadsafe(tell, got))
    try:
        yield
    finally:
        for number in (signal.SIGINT, *ENDINGS):
            if number in by_hand:
                signal.signal(number, by_hand[number])
            else:
                loop.remove_signal_handler(number)
