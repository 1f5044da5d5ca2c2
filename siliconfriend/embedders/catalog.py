"""From the setting `memory.embedder` to an embedder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from siliconfriend.embedders.errors import NoModelNamedError

if TYPE_CHECKING:
    from siliconfriend.memory.records import Embedder
    from siliconfriend.settings import MemorySettings

BUNDLED = "minilm"
NONE = "none"
ENDPOINT = "endpoint:"


def open_embedder(settings: MemorySettings, api_key: str = "") -> Embedder | None:
    """The embedder that `settings.embedder` names, loaded; None: recall is by words alone.

    "minilm" is the bundled encoder, and None where its package was not installed: a choice, not a fault.
    "none" is None. "endpoint:MODEL" is a model behind `settings.embedder_url`, asked with `api_key`. Anything
    else is a sentence-transformers name or folder: what is not on this machine is said before anything is loaded.

    Takes a fraction of a second for "minilm" and "endpoint:", seconds for the last: call it off the screen's
    thread.

    Raises:
        EmbedderError: what was named is there but altered, or cannot be loaded.
    """
    wanted = settings.embedder.strip()
    if wanted in ("", NONE):
        return None
    if wanted == BUNDLED:
        return _bundled()
    if wanted.startswith(ENDPOINT):
        model = wanted.removeprefix(ENDPOINT).strip()
        if not model:
            raise NoModelNamedError(wanted)
        from siliconfriend.embedders.endpoint import EndpointEmbedder

        return EndpointEmbedder(model, settings.embedder_url, api_key)
    from siliconfriend.embedders.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(wanted)


def embedding_host(settings: MemorySettings) -> str:
    """Where texts would be sent to be embedded, without loading or asking anything; empty: nowhere."""
    wanted = settings.embedder.strip()
    if not wanted.removeprefix(ENDPOINT).strip() or not wanted.startswith(ENDPOINT):
        return ""
    url = settings.embedder_url.strip() or os.environ.get("OPENAI_BASE_URL", "").strip()
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # no address, so nobody is asked
        return ""


def _bundled() -> Embedder | None:
    from siliconfriend.embedders.minilm import MiniLM, bundled_folder

    folder = bundled_folder()
    return None if folder is None else MiniLM(folder)
