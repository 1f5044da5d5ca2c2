"""An openai client for one server: its key, its patience, and nothing sent that is not needed."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from siliconfriend.hosts import say_only_what_is_needed
from siliconfriend.models import api_key
from siliconfriend.models.base import BadKeyError, NoKeyError
from siliconfriend.models.bounded_answers import bound

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

    from siliconfriend.models.address import Address

CONNECT_SECONDS = 10.0
PLACEHOLDER_KEY = "no-key"


def open_client(address: Address, timeout: float, retries: int, key: str | None = None) -> AsyncOpenAI:
    """A client for `address`. Slow (imports, certificates, perhaps the keyring): call it in a thread.

    Args:
        address: the server.
        timeout: seconds to wait for each piece of an answer.
        retries: how often the package asks again after a lost connection, 408, 409, 429 or 5xx.
        key: what is told instead of the key that is found.

    Raises:
        NoKeyError: OpenAI is asked and there is no key; other servers get a placeholder.
        BadKeyError: the key cannot be one: it has characters that no request can carry.
    """
    key = key or _key(address)
    import openai

    async def before(request: httpx2.Request) -> None:
        say_only_what_is_needed(request.headers, address.host)

    async def read_no_further(response: httpx2.Response) -> None:
        bound(response, address.host)

    async def wait_no_longer(response: httpx2.Response) -> None:
        """Let a refusal that asks for more patience than the user has be the answer."""
        with suppress(ValueError):
            if float(response.headers.get("retry-after", "")) > timeout:
                response.headers["x-should-retry"] = "false"

    patience = openai.Timeout(timeout, connect=min(CONNECT_SECONDS, timeout))
    client = openai.AsyncOpenAI(
        api_key=key,
        base_url=address.url,
        timeout=patience,
        max_retries=retries,
        http_client=openai.DefaultAsyncHttpxClient(
            timeout=patience,
            # A redirect would carry the words to a host that the user was not told of, and so would a
            # proxy between this machine and itself.
            follow_redirects=False,
            trust_env=not address.on_this_machine,
            event_hooks={"request": [before], "response": [wait_no_longer, read_no_further]},
        ),
    )
    _load_what_the_first_request_needs(client)
    return client


def _load_what_the_first_request_needs(client: AsyncOpenAI) -> None:
    """The package imports it when it is first used: in an event loop, where the screen would stand still."""
    _ = client.chat.completions, client.models
    with suppress(ImportError):
        import_module("anyio._backends._asyncio")


def _key(address: Address) -> str:
    key = api_key.from_environment() if address.on_this_machine else api_key.find(address.host)
    if key is None and address.official:
        raise NoKeyError(host=address.host)
    if key is not None and not (key.isascii() and key.isprintable()):
        raise BadKeyError(host=address.host)
    return key or PLACEHOLDER_KEY
