"""Which model answers and where words are sent, in one phrase."""

from __future__ import annotations

from siliconfriend.hosts import on_this_machine
from siliconfriend.language import Words
from siliconfriend.tui.core import STAND_IN


def called(words: Words, model: str, *, begins: bool = False) -> str:
    """What a person reads for the name of a `model`, which a sentence may begin with."""
    return words(f"tui.destination.{'the_builtin' if begins else 'builtin'}") if model == STAND_IN else model


def destination(words: Words, host: str) -> str:
    """Where words go when the model is at `host` (`name`, `name:port` or a URL; empty: in this process)."""
    if not host:
        return words("tui.destination.here")
    return words("tui.destination.this_machine" if on_this_machine(host) else "tui.destination.sent", host=host)
