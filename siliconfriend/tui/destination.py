"""Which model answers and where words are sent, in one phrase."""

from __future__ import annotations

from siliconfriend.hosts import on_this_machine
from siliconfriend.language import Words


def destination(words: Words, host: str) -> str:
    """Where words go when the model is at `host` (`name`, `name:port` or a URL; empty: in this process)."""
    if not host:
        return words("tui.destination.here")
    return words("tui.destination.this_machine" if on_this_machine(host) else "tui.destination.sent", host=host)
