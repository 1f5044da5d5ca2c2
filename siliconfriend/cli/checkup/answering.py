"""Who answers: the model that is set, the key, and whether the server can be reached."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from textwrap import shorten
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siliconfriend.cli.checkup.finding import Case, Finding
    from siliconfriend.models.address import Address
    from siliconfriend.models.base import ModelError
    from siliconfriend.models.chatgpt import ChatGPT

SECONDS = 3.0
LONGEST_REASON = 100


def model(case: Case) -> Iterator[Finding]:
    """The model that would answer now. Nothing is loaded or asked."""
    from siliconfriend.cli.failures import sentence
    from siliconfriend.models.address import BadAddressError
    from siliconfriend.models.base import ModelError
    from siliconfriend.models.catalog import open_model
    from siliconfriend.tui.destination import destination

    try:
        found = open_model(case.settings.chat)
    except BadAddressError as error:
        where = "setting" if case.settings.chat.base_url.strip() else "variable"
        yield case.wrong("model", where, address=error.details["address"])
    except ModelError as error:
        yield case.wrong("model", detail=sentence(case.say, error))
    else:
        yield case.fine("model", name=found.name, where=destination(case.say, found.destination))


def key(case: Case) -> Iterator[Finding]:
    """Whether there is an API key, and where it was found; never what it is."""
    from siliconfriend.models import api_key
    from siliconfriend.models.address import OPENAI

    variable = next((name for name in api_key.VARIABLES if os.environ.get(name, "").strip()), None)
    if variable:
        yield case.fine("key", where=variable)
    elif api_key.find(_host(case) or OPENAI.host):
        yield case.fine("key", where=case.say("cli.doctor.key.keyring"))
    else:
        yield case.note("key")


def server(case: Case) -> Iterator[Finding]:
    """Whether the server that is set has what chats, as chatting finds it; only the question for models is sent."""
    from siliconfriend.cli.failures import sentence
    from siliconfriend.models.address import Address, BadAddressError
    from siliconfriend.models.base import KeyWantedError, ModelError, UnreachableError
    from siliconfriend.models.chatgpt import ChatGPT
    from siliconfriend.models.refusals import RefusedError

    given = _given(case)
    if not given:
        return
    try:
        address = Address.parse(given)
    except BadAddressError:
        return  # said of the model
    try:
        asyncio.run(_listed(ChatGPT(address, timeout=SECONDS, retries=0, keyless=True)))
    except UnreachableError as error:
        yield case.wrong("server", host=address.host, detail=_reason(error))
    except ModelError as error:
        wants_a_key = isinstance(error, KeyWantedError | RefusedError)
        if wants_a_key or (_names_its_model(case, address) and _lists_nothing(error)):
            yield case.fine("server", host=address.host)
        else:
            said = sentence(case.say, error)
            yield case.wrong(
                "server", "unusable", detail=said if address.host in said else f"{address.host}: {said}"
            )
    else:
        yield case.fine("server", host=address.host)


async def _listed(server: ChatGPT) -> None:
    try:
        await server.models()
    finally:
        await server.close()


def _names_its_model(case: Case, address: Address) -> bool:
    """Whether the model at `address` is named, so that nothing is lost if it is in no list."""
    from siliconfriend.models.base import ModelError
    from siliconfriend.models.catalog import open_model

    try:
        found = open_model(case.settings.chat)
    except ModelError:
        return False
    return found.destination == address.host != found.name


def _lists_nothing(error: ModelError) -> bool:
    from openai import APIError

    from siliconfriend.models.chatgpt import NoModelError
    from siliconfriend.models.refusals import status_of

    cause = error.__cause__
    return isinstance(error, NoModelError) or (isinstance(cause, APIError) and status_of(cause) in {404, 405})


def _reason(error: BaseException) -> str:
    """What is behind `error`, in a few words, whatever the server had a part in."""
    from siliconfriend.tui.visible import one_line

    while error.__cause__ is not None:
        error = error.__cause__
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return shorten(one_line(said[:LONGEST_REASON]), LONGEST_REASON, placeholder="…")


def _given(case: Case) -> str:
    from siliconfriend.models.catalog import BASE_URL_VARIABLE

    return case.settings.chat.base_url.strip() or os.environ.get(BASE_URL_VARIABLE, "").strip()


def _host(case: Case) -> str:
    from siliconfriend.models.address import Address, BadAddressError

    try:
        return Address.parse(_given(case)).host if _given(case) else ""
    except BadAddressError:
        return ""
