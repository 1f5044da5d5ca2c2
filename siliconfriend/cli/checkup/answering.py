"""Who answers: the model that is set, the key, and whether the server can be reached."""

from __future__ import annotations

import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siliconfriend.cli.checkup.finding import Case, Finding

SECONDS = 3.0


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
    """Whether the server that is set answers at all; nothing but the question for its models is sent."""
    from siliconfriend.models.address import Address, BadAddressError

    given = _given(case)
    if not given:
        return
    try:
        address = Address.parse(given)
    except BadAddressError:
        return  # said of the model
    handlers: list[Any] = [_NoRedirects(), *([urllib.request.ProxyHandler({})] * address.on_this_machine)]
    try:
        with urllib.request.build_opener(*handlers).open(f"{address.url}/models", timeout=SECONDS):
            pass
    except urllib.error.HTTPError as error:
        error.close()  # it answers
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        yield case.wrong("server", host=address.host, detail=getattr(reason, "strerror", None) or reason)
        return
    yield case.fine("server", host=address.host)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """A host that nobody named is not asked."""


def _given(case: Case) -> str:
    from siliconfriend.models.catalog import BASE_URL_VARIABLE

    return case.settings.chat.base_url.strip() or os.environ.get(BASE_URL_VARIABLE, "").strip()


def _host(case: Case) -> str:
    from siliconfriend.models.address import Address, BadAddressError

    try:
        return Address.parse(_given(case)).host if _given(case) else ""
    except BadAddressError:
        return ""
