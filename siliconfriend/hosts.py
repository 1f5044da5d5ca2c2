"""Which hosts are this machine, and what others are told besides words."""

from __future__ import annotations

from collections.abc import MutableMapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

OPENAI_HOST = "api.openai.com"


def official(host: str) -> bool:
    """Whether `host` is OpenAI itself, in any of its regions."""
    return host == OPENAI_HOST or host.endswith(f".{OPENAI_HOST}")


def say_only_what_is_needed(headers: MutableMapping[str, str], host: str) -> None:
    """Of a request's `headers` describe this machine to nobody, and send OpenAI's account names to OpenAI only."""
    private = ("x-stainless-",) if official(host) else ("x-stainless-", "openai-")
    for name in [name for name in headers if name.lower().startswith(private)]:
        del headers[name]


def on_this_machine(host: str) -> bool:
    """Whether words sent to `host` (`name`, `name:port` or a URL) never reach a network."""
    name = urlsplit(host if "//" in host else f"//{host}").hostname or ""
    ip = as_ip(name)
    return ip.is_loopback or ip.is_unspecified if ip else name == "localhost" or name.endswith(".localhost")


def stays_here(destination: str) -> bool:
    """Whether what is sent to `destination`, which is empty for this process, stays on this machine."""
    return not destination or on_this_machine(destination)


def same_server(one: str, other: str) -> bool:
    """Whether two hosts, with their ports where these were given, are one: this machine has several names."""
    if on_this_machine(one) and on_this_machine(other):
        return urlsplit(f"//{one}").port == urlsplit(f"//{other}").port
    return one == other


def as_ip(name: str) -> IPv4Address | IPv6Address | None:
    """`name` as a number; None when it is a name."""
    try:
        return ip_address(name)
    except ValueError:
        return None
