"""The address of an OpenAI-compatible server, as people write it and as requests need it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from siliconfriend.hosts import OPENAI_HOST, as_ip, official, on_this_machine
from siliconfriend.models.base import ModelError

CHAT_ENDPOINT = "/chat/completions"
LOCAL = (".local", ".lan", ".localhost")


class BadAddressError(ModelError):
    """A base URL that is no address of a server."""

    code = "bad_address"


@dataclass(frozen=True, slots=True)
class Address:
    """`url` is the root of the server's API (http://localhost:11434/v1), `host` what a person is shown."""

    url: str
    host: str

    @property
    def official(self) -> bool:
        """Whether this is OpenAI itself, in any of its regions."""
        return official(self.host)

    @property
    def on_this_machine(self) -> bool:
        """Whether words sent there never reach a network."""
        return on_this_machine(self.url)

    @property
    def nearby(self) -> bool:
        """Whether the server is on this machine or in the local network: nobody is paid for what it answers."""
        return _nearby(urlsplit(self.url).hostname or "")

    @classmethod
    def parse(cls, text: str) -> Address:
        """`text` with what people leave out: the scheme, and /v1 where there is no path.

        Without a scheme a name on the internet is asked over https, this machine and the local network over
        http.

        Raises:
            BadAddressError: no server can have this address, or it holds a password.
        """
        shown = text.strip().rpartition("@")[2]
        try:
            parts = urlsplit(text.strip() if "://" in text else f"//{text.strip()}")
            name, port = parts.hostname or "", parts.port
        except ValueError:
            raise BadAddressError(address=shown) from None
        scheme = parts.scheme or ("http" if _nearby(name) else "https")
        if scheme not in {"http", "https"} or not _is_host(name) or "@" in parts.netloc:
            raise BadAddressError(address=shown)
        if parts.query or parts.fragment or any(char.isspace() for char in parts.path):
            raise BadAddressError(address=shown)
        bracketed = f"[{name}]" if ":" in name else name
        host = f"{bracketed}:{port}" if port else bracketed
        path = parts.path.rstrip("/").removesuffix(CHAT_ENDPOINT)
        return cls(f"{scheme}://{host}{path or '/v1'}", host)


def is_address(text: str) -> bool:
    """Whether `text` can only mean a server, and no model: `llama3:8b` could be either, and is a model."""
    if text.lower().startswith(("http://", "https://")):
        return True
    try:
        name = urlsplit(f"//{text}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or name.endswith(LOCAL) or as_ip(name) is not None


OPENAI = Address(f"https://{OPENAI_HOST}/v1", OPENAI_HOST)


def _is_host(name: str) -> bool:
    if as_ip(name):
        return True
    labels = name.removesuffix(".").split(".")
    return ":" not in name and all(label and label.replace("-", "").replace("_", "").isalnum() for label in labels)


def _nearby(name: str) -> bool:
    ip = as_ip(name)
    return ip.is_private if ip else "." not in name or name.endswith(LOCAL)
