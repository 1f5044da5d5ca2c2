"""Which model answers and where words are sent, in one phrase."""

from __future__ import annotations

from urllib.parse import urlsplit

from siliconfriend.hosts import on_this_machine, stays_here
from siliconfriend.language import Words
from siliconfriend.tui.core import STAND_IN


def called(words: Words, model: str, *, begins: bool = False) -> str:
    """What a person reads for the name of a `model`, which a sentence may begin with."""
    return words(f"tui.destination.{'the_builtin' if begins else 'builtin'}") if model == STAND_IN else model


def destination(words: Words, host: str, embedder: str = "") -> str:
    """Where words go when the model is at `host` (`name`, `name:port` or a URL; empty: in this process), and when
    what is said is read by an embedder elsewhere as well, at the host `embedder`.
    """
    here = stays_here(host)
    if embedder and here:
        reads = words("tui.destination.embedded", host=embedder)
        return words("tui.destination.both", one=_of_model(words, host), other=reads) if host else reads
    if embedder and urlsplit(f"//{host}").hostname != embedder:
        return words("tui.destination.sent_to_both", host=host, embedder=embedder)
    return _of_model(words, host)


def _of_model(words: Words, host: str) -> str:
    if not host:
        return words("tui.destination.here")
    return words("tui.destination.this_machine" if on_this_machine(host) else "tui.destination.sent", host=host)
