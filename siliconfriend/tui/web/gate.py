"""Who may see the screen: whoever holds the address that was printed, in one browser, from our own page.

textual-serve lets any page on any site open its WebSocket. Three things keep others out here: the Host has to be
ours (so that no foreign name can be pointed at this machine), the Origin of a WebSocket has to be our own page,
and every request needs a cookie that is only given for the token in the printed address. A token opens once.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import gethostname

TOKEN_BYTES = 32


class Verdict(StrEnum):
    """What is done with a request. `ADMIT` gives the cookie for the token and sends the browser on without it."""

    PASS = "pass"  # noqa: S105 - no password
    ADMIT = "admit"
    FOREIGN_HOST = "foreign_host"
    FOREIGN_PAGE = "foreign_page"
    SPENT = "spent"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the gate looks at in a request; None where there is no such header, or no `token`."""

    host: str | None
    origin: str | None
    token: str | None
    cookies: Mapping[str, str]
    websocket: bool


class Gate:
    """Judges requests to a server.

    Args:
        host: the address it listens on.
        port: and the port.
        spent: called when somebody comes with a token that has opened before.
    """

    def __init__(self, host: str, port: int, spent: Callable[[], object] = lambda: None) -> None:
        self.origin = f"http://{_named(host)}:{port}"
        self.cookie = f"siliconfriend-{port}"
        self._port = port
        self._exposed = not loopback(host)
        self._spent = spent
        self._pass = secrets.token_urlsafe(TOKEN_BYTES)
        self._token = secrets.token_urlsafe(TOKEN_BYTES)
        self._old: set[str] = set()

    @property
    def address(self) -> str:
        """Where the screen is, for whoever comes first."""
        return f"{self.origin}/?token={self._token}"

    @property
    def value(self) -> str:
        """What the cookie holds."""
        return self._pass

    def judge(self, asked: Asked) -> Verdict:
        """What is to be done. An `ADMIT` spends the token, and another address is made."""
        if asked.host is None or not self._ours(asked.host):
            return Verdict.FOREIGN_HOST
        if asked.origin != f"http://{asked.host}" and (asked.websocket or asked.origin is not None):
            return Verdict.FOREIGN_PAGE
        known = _same(asked.cookies.get(self.cookie), self._pass)
        if asked.token is not None:
            if known:
                return Verdict.ADMIT
            if _same(asked.token, self._token):
                self._old.add(self._token)
                self._token = secrets.token_urlsafe(TOKEN_BYTES)
                return Verdict.ADMIT
            if asked.token in self._old:
                self._spent()
                return Verdict.SPENT
        return Verdict.PASS if known else Verdict.STRANGER

    def _ours(self, host: str) -> bool:
        """Whether `host` names this server: no name that somebody else could point here."""
        name, _, port = host.rpartition(":")
        if port != str(self._port):
            return False
        return loopback(name) or (self._exposed and (_address(name) is not None or name == gethostname()))


def loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    address = _address(host)
    return host.casefold() == "localhost" or (address is not None and address.is_loopback)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def _named(host: str) -> str:
    """`host` as it stands in an address; of a machine that listens everywhere its name."""
    address = _address(host)
    if address is not None and address.is_unspecified:
        return gethostname()
    return f"[{host}]" if ":" in host else host


def _same(given: str | None, secret: str) -> bool:
    return given is not None and hmac.compare_digest(given.encode(), secret.encode())
