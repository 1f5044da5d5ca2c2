"""Which models could be chosen here and now, for lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from siliconfriend.models import keys
from siliconfriend.models.address import OPENAI, Address, BadAddressError
from siliconfriend.models.catalog import BUILTIN, CHATGPT
from siliconfriend.models.nearby import PORTS, look_around, served

if TYPE_CHECKING:
    from siliconfriend.settings import ChatSettings


class Kind(StrEnum):
    """What answers: a server, weights on this machine, ChatGPT, or the companion that needs none of them."""

    SERVER = "server"
    WEIGHTS = "weights"
    CHATGPT = "chatgpt"
    BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class Offer:
    """`name` and `base_url` are for the settings of the same names; `about` is a host, a card or a model."""

    kind: Kind
    name: str
    base_url: str = ""
    about: str = ""


def offers(settings: ChatSettings, ports: Sequence[int] = PORTS) -> list[Offer]:
    """What stays on this machine first. Blocks for a second or two; nothing is sent but the question for models."""
    around = look_around(ports)
    found = [Offer(Kind.SERVER, one.name, one.base_url, urlsplit(one.base_url).netloc) for one in around.servers]
    found += [one for one in _set_server(settings) if one not in found]
    found += [Offer(Kind.WEIGHTS, one.name, about=around.card) for one in around.weights]
    if keys.from_environment() and not settings.base_url.strip():
        found.append(Offer(Kind.CHATGPT, CHATGPT, about=f"{settings.openai_model} · {OPENAI.host}"))
    return [*found, Offer(Kind.BUILTIN, BUILTIN)]


def _set_server(settings: ChatSettings) -> list[Offer]:
    """The models of the server on this machine that is set; others are not asked behind a person's back."""
    try:
        address = Address.parse(settings.base_url) if settings.base_url.strip() else None
    except BadAddressError:
        return []
    parts = urlsplit(address.url) if address is not None and address.on_this_machine else None
    if parts is None or parts.scheme != "http" or not parts.port:
        return []
    return [Offer(Kind.SERVER, one.name, one.base_url, parts.netloc) for one in served(parts.port)]
