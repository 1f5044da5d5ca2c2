"""An OpenAI-compatible `/embeddings` endpoint: OpenAI, Ollama, vLLM, LM Studio, llama.cpp and the like."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from siliconfriend.embedders.errors import (
    EmbedderAddressError,
    EndpointKeyError,
    EndpointRefusedError,
    EndpointUnreachableError,
    NoAddressGivenError,
)
from siliconfriend.embedders.vectors import unit
from siliconfriend.hosts import on_this_machine, say_only_what_is_needed

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

    from siliconfriend.memory.records import Vectors

BATCH_TEXTS = 64
LONGEST_CHARACTERS = 6000
SHORTEST_CHARACTERS = 500
NO_KEY = "none"
LARGEST_AS_IT_IS = 1e15
"""Numbers beyond it are scaled first: their squares are none in float32, and only their direction counts."""
LARGEST = 64_000_000
"""Bytes of an answer: 64 vectors of 4,096 numbers, as JSON, are a tenth of it."""
LONGEST_DETAIL = 200


class EndpointEmbedder:
    """A model behind a server. Texts are sent to `destination`; any number of threads may encode at once."""

    def __init__(
        self, model: str, base_url: str = "", api_key: str = "", *, timeout: float = 20.0, retries: int = 1
    ) -> None:
        """Connects to nothing yet.

        Args:
            model: the server's name for it.
            base_url: up to and including `/v1`; empty: OPENAI_BASE_URL.
            api_key: may be empty for a server that asks for none.
            timeout: seconds to wait for an answer.
            retries: further attempts after a failure that may pass.

        Raises:
            NoAddressGivenError: there is no address: nobody's memories go where nobody said.
            EmbedderAddressError: `base_url` is no address.
        """
        base_url = base_url.strip() or os.environ.get("OPENAI_BASE_URL", "").strip()
        if not base_url:
            raise NoAddressGivenError(model)
        self._model = model
        self._dimension: int | None = None
        self._client = _client(base_url, api_key, timeout, retries)

    @property
    def destination(self) -> str:
        """The host that texts are sent to."""
        return self._client.base_url.host

    @property
    def name(self) -> str:
        """The model and the server: two servers may mean two models by one name."""
        url = self._client.base_url
        return f"{self._model}@{url.netloc.decode()}{url.path.rstrip('/')}"

    @property
    def dimension(self) -> int:
        """Learned from the first answer; the server is asked when there has been none.

        Raises:
            EmbedderError: as `encode`.
        """
        return self._dimension or self.encode(["one text"]).shape[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32. A text too long for the model is cut short.

        Raises:
            EndpointUnreachableError: no answer.
            EndpointKeyError: the key was refused.
            EndpointRefusedError: no such model, or an answer that is not one vector per text.
        """
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        starts = range(0, len(texts), BATCH_TEXTS)
        with _our_errors(self.destination):
            rows = np.concatenate([self._batch(texts[start : start + BATCH_TEXTS]) for start in starts])
            self._dimension = self._dimension or rows.shape[1]
            if rows.shape[1] != self._dimension:
                raise ValueError(f"{rows.shape[1]} dimensions, {self._dimension} before")
        return unit(rows)

    def coverage(self, text: str) -> float:  # noqa: ARG002 - the protocol's; a server does not tell
        """1: what a server's tokenizer knows cannot be seen."""
        return 1.0

    def _batch(self, texts: Sequence[str]) -> Vectors:
        """One request; when it is refused, one for each text, so that a long one costs the others nothing."""
        from openai import BadRequestError

        try:
            return self._ask([text[:LONGEST_CHARACTERS] for text in texts])
        except BadRequestError:
            if len(texts) == 1 and len(texts[0]) <= SHORTEST_CHARACTERS:
                raise
            return np.concatenate([self._alone(text[:LONGEST_CHARACTERS]) for text in texts])

    def _alone(self, text: str) -> Vectors:
        """`text`, halved until the server takes it."""
        from openai import BadRequestError

        while True:
            try:
                return self._ask([text])
            except BadRequestError:
                if len(text) <= SHORTEST_CHARACTERS:
                    raise
                text = text[: len(text) // 2]

    def _ask(self, texts: Sequence[str]) -> Vectors:
        answer = self._client.embeddings.create(
            model=self._model,
            input=[text if text.strip() else " " for text in texts],  # servers refuse the empty text
            encoding_format="float",
        )
        data = sorted(answer.data, key=lambda one: one.index)
        rows = np.array([one.embedding for one in data], dtype=np.float64)
        if rows.ndim != 2 or len(rows) != len(texts) or not np.isfinite(rows).all():
            raise ValueError(f"{len(texts)} texts, an answer of shape {rows.shape}")
        largest = np.abs(rows).max(axis=1, keepdims=True, initial=0.0)
        if any(text.strip() and not most for text, most in zip(texts, largest[:, 0], strict=True)):
            raise ValueError("nothing but zeros")
        scale = np.where(largest > LARGEST_AS_IT_IS, largest, 1.0)
        return np.asarray(rows / scale, dtype=np.float32)


def _bound(response: httpx2.Response) -> None:
    """Let `response` be read up to a ceiling only: one without an end would fill this machine's memory."""
    parts = response.iter_bytes

    def bounded(chunk_size: int | None = None) -> Iterator[bytes]:
        left = LARGEST
        for part in parts(chunk_size):
            left -= len(part)
            if left < 0:
                raise EndpointRefusedError(response.request.url.host, f"more than {LARGEST // 1_000_000} MB")
            yield part

    response.iter_bytes = bounded  # type: ignore[method-assign]


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            return parts.hostname
    except ValueError:  # brackets that do not close
        pass
    raise EmbedderAddressError(url)


def _client(base_url: str, api_key: str, timeout: float, retries: int) -> OpenAI:
    """A client that sends texts to the host it was given and to no other, and tells it nothing but the texts."""
    import openai

    host = _host(base_url)

    def before(request: httpx2.Request) -> None:
        say_only_what_is_needed(request.headers, host)

    return openai.OpenAI(
        base_url=base_url,
        api_key=api_key or NO_KEY,
        timeout=timeout,
        max_retries=retries,
        http_client=openai.DefaultHttpxClient(
            timeout=timeout,
            # A redirect would carry the texts to a host that nobody was told of, and so would a proxy between
            # this machine and itself.
            follow_redirects=False,
            trust_env=not on_this_machine(host),
            event_hooks={"request": [before], "response": [_bound]},
        ),
    )


@contextmanager
def _our_errors(host: str) -> Iterator[None]:
    from openai import APIConnectionError, APIError, AuthenticationError, PermissionDeniedError

    try:
        yield
    except APIConnectionError as error:
        if isinstance(error.__cause__, EndpointRefusedError):
            raise error.__cause__ from None
        raise EndpointUnreachableError(host) from error
    except (AuthenticationError, PermissionDeniedError) as error:
        raise EndpointKeyError(host) from error
    except APIError as error:
        raise EndpointRefusedError(host, error.message[:LONGEST_DETAIL]) from error
    except (AttributeError, TypeError, ValueError, RecursionError) as error:  # not the shape of an answer
        raise EndpointRefusedError(host, str(error)[:LONGEST_DETAIL]) from error
