"""The address of an OpenAI-compatible server, and what it says of where words go."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from siliconfriend.hosts import OPENAI_HOST, as_ip, official, on_this_machine
from siliconfriend.models.base import ModelError
from siliconfriend.server_address import LOCAL, nearby, server_address


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
        return nearby(urlsplit(self.url).hostname or "")

    @classmethod
    def parse(cls, text: str) -> Address:
        """`text` with what people leave out, as `server_address` has it.

        Raises:
            BadAddressError: no server can have this address, or it holds a password.
        """
        try:
            return cls(*server_address(text))
        except ValueError:
            raise BadAddressError(address=text.strip().rpartition("@")[2]) from None


def is_address(text: str) -> bool:
    """Whether `text` can only mean a server, and no model: `llama3:8b` could be either, and is a model."""
    if "://" in text:
        return True
    try:
        name = urlsplit(f"//{text}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or name.endswith(LOCAL) or as_ip(name) is not None


OPENAI = Address(f"https://{OPENAI_HOST}/v1", OPENAI_HOST)
