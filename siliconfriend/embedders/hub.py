"""Whether a sentence-transformers name stands for something that can be loaded, before anything heavy is.

The hub's own client, and what stands on it, try again and again for minutes when there is no network.
"""

from __future__ import annotations

import http.client
import os
import re
import threading
import urllib.error
import urllib.request
from typing import Final
from urllib.parse import quote, urlsplit

from siliconfriend.embedders.errors import EmbedderNotHereError, NoSuchFolderError, UnknownEmbedderError

SECONDS: Final = 3.0
OWNER: Final = "sentence-transformers"
"""Whose models go by one word."""
_NAME: Final = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?", re.ASCII)
_HIDDEN: Final = {http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN}


def require_name(name: str) -> None:
    """See that `name`, which is no folder, can be one at the hub: WORD or OWNER/WORD.

    Raises:
        NoSuchFolderError: it is a path.
    """
    if _NAME.fullmatch(name) is None:
        raise NoSuchFolderError(name)


def require(name: str) -> None:
    """See that the model `name` can be had at the hub. Takes seconds at most.

    Raises:
        EmbedderNotHereError: the hub does not answer, or is not to be asked.
        UnknownEmbedderError: the hub has no such model, or does not show it to everybody.
    """
    from huggingface_hub import constants, get_token

    host = urlsplit(constants.ENDPOINT).hostname or constants.ENDPOINT
    if constants.HF_HUB_OFFLINE or os.environ.get("TRANSFORMERS_OFFLINE", "") not in ("", "0"):
        raise EmbedderNotHereError(name, host)
    status = _status(f"{constants.ENDPOINT}/api/models/{quote(_repository(name))}")
    if status is None:
        raise EmbedderNotHereError(name, host)
    if status == http.HTTPStatus.NOT_FOUND or (status in _HIDDEN and get_token() is None):
        raise UnknownEmbedderError(name, host)


def kept(name: str) -> bool:
    """Whether the hub's cache holds something of the model `name`."""
    from huggingface_hub import try_to_load_from_cache

    files = ("modules.json", "config.json")
    return any(isinstance(try_to_load_from_cache(_repository(name), file), str) for file in files)


def _repository(name: str) -> str:
    return name if "/" in name else f"{OWNER}/{name}"


def _status(url: str) -> int | None:
    """What the server answers; None when it does not in time. A resolver may take longer: it is not waited for."""
    found: list[int] = []

    def ask() -> None:
        try:
            with urllib.request.build_opener().open(url, timeout=SECONDS) as answer:
                found.append(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            found.append(error.code)
        except (OSError, ValueError, http.client.HTTPException):
            pass

    thread = threading.Thread(target=ask, name="hub", daemon=True)
    thread.start()
    thread.join(SECONDS)
    return found[0] if found else None
