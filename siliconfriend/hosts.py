"""Which hosts are this machine."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit


def on_this_machine(host: str) -> bool:
    """Whether words sent to `host` (`name`, `name:port` or a URL) never reach a network."""
    name = urlsplit(host if "//" in host else f"//{host}").hostname or ""
    ip = as_ip(name)
    return ip.is_loopback or ip.is_unspecified if ip else name == "localhost" or name.endswith(".localhost")


def stays_here(destination: str) -> bool:
    """Whether what is sent to `destination`, which is empty for this process, stays on this machine."""
    return not destination or on_this_machine(destination)


def as_ip(name: str) -> IPv4Address | IPv6Address | None:
    """`name` as a number; None when it is a name."""
    try:
        return ip_address(name)
    except ValueError:
        return None
