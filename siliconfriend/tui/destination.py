"""Which model answers and where words are sent, in one phrase."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from siliconfriend.language import Words


def destination(words: Words, host: str) -> str:
    """Where words go when the model is at `host` (`name`, `name:port` or a URL; empty: in this process)."""
    if not host:
        return words("tui.destination.here")
    return words("tui.destination.this_machine" if is_loopback(host) else "tui.destination.sent", host=host)


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine."""
    name = urlsplit(host if "//" in host else f"//{host}").hostname or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
