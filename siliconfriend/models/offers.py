"""Which models could be chosen here and now, for lists to choose from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from siliconfriend.hosts import stays_here
from siliconfriend.models import api_key
from siliconfriend.models.address import Address, BadAddressError
from siliconfriend.models.base import ModelError, UnreachableError
from siliconfriend.models.catalog import as_chosen, host_named
from siliconfriend.models.chatgpt import ChatGPT
from siliconfriend.models.nearby import PORTS, look_around, served
from siliconfriend.models.plain_names import BUILTIN, CHATGPT
from siliconfriend.models.refusals import WrongAddressError

if TYPE_CHECKING:
    from siliconfriend.settings import ChatSettings


LOOK_EVERY_SECONDS: Final = 0.1


class NoServerError(ModelError):
    """Nobody answered when asked which models there are."""

    code = "no_server"


class NoChatThereError(ModelError):
    """What answered when asked for its models has none."""

    code = "no_chat_there"


class Kind(StrEnum):
    """What answers: a server, weights on this machine, ChatGPT, or the companion that needs none of them."""

    SERVER = "server"
    WEIGHTS = "weights"
    CHATGPT = "chatgpt"
    BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class Offer:
    """`name` and `base_url` are for the settings of the same names; `about` is a host, a card or a model.

    A server without a name is one whose models are still to be asked for.
    """

    kind: Kind
    name: str
    base_url: str = ""
    about: str = ""


def offers(
    settings: ChatSettings, ports: Sequence[int] = PORTS, stop: Callable[[], bool] = lambda: False
) -> list[Offer]:
    """What stays on this machine first. Blocks for a second or two, or until `stop` says so.

    Nothing is sent but the question for models.
    """
    around = look_around(ports, stop)
    found = [Offer(Kind.SERVER, one.name, one.base_url, urlsplit(one.base_url).netloc) for one in around.servers]
    found += [one for one in ([] if stop() else _set_server(settings)) if one not in found]
    found += [Offer(Kind.WEIGHTS, one.name, about=around.card) for one in around.weights]
    if api_key.from_environment() and not stays_here(host := host_named(as_chosen(settings, CHATGPT))):
        found.append(Offer(Kind.CHATGPT, CHATGPT, about=f"{settings.openai_model} · {host}"))
    return [*found, Offer(Kind.BUILTIN, BUILTIN)]


def offers_at(address: Address, timeout: float, stop: Callable[[], bool] = lambda: False) -> list[Offer]:
    """The models of the server at `address`, wherever that is. Blocks until it answers, or `stop` says so.

    Raises:
        ModelError: it does not answer so, or has none.
    """
    try:
        names = asyncio.run(_asked(ChatGPT(address, timeout=timeout, retries=0), stop))
    except UnreachableError as error:
        raise NoServerError(host=address.host) from error
    except WrongAddressError as error:
        raise NoChatThereError(host=address.host) from error
    return [Offer(Kind.SERVER, name, address.url, address.host) for name in names]


async def _asked(server: ChatGPT, stop: Callable[[], bool]) -> Sequence[str]:
    asking = asyncio.create_task(server.models())
    try:
        while not asking.done() and not stop():
            await asyncio.wait([asking], timeout=LOOK_EVERY_SECONDS)
        return asking.result() if asking.done() else ()
    finally:
        asking.cancel()
        await server.close()


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
