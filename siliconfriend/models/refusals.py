"""From what the openai package raises, and what servers say in it, to the errors of `models.base`."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from siliconfriend.models.base import (
    BadKeyError,
    ContextTooLongError,
    KeyWantedError,
    ModelError,
    RateLimitedError,
    UnknownModelError,
    UnreachableError,
)

if TYPE_CHECKING:
    from openai import APIError

LONGEST_DETAIL = 200

# OpenAI and vLLM, llama.cpp, Ollama, LM Studio, text-generation-inference, Anthropic, Gemini, Qwen.
CONTEXT_TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum (model |context )length|max(imum)? context length"
    r"|exceeds? (the )?(available |maximum |model'?s )?(context|sequence|input) (size|length|window)"
    r"|context (the )?overflows|context length of only|(reached|greater than the) context length"
    r"|context window|larger than the context|(prompt|input|request) (is )?too (long|large)"
    r"|input tokens exceed|input token count|must have less than \d+ tokens"
    r"|`inputs` tokens \+ `max_new_tokens` must be|range of input length",
    re.IGNORECASE,
)
UNKNOWN_MODEL = re.compile(
    r"model_not_found|no models? (is )?loaded|(unknown|invalid|no such|not a valid) model"
    r"|model\b.{0,200}?\b(not found|not exist|not loaded|unknown|not a valid|does ?n[o']t exist)"
    r"|pinned to .{0,200}? requested",
    re.IGNORECASE | re.DOTALL,
)


class WrongAddressError(ModelError):
    """Something answers at this address, but not an OpenAI-compatible chat."""

    code = "wrong_address"


class RefusedError(ModelError):
    """The server does not let these words, or this person, in; it may say why."""

    code = "refused"


def explain(error: APIError, *, host: str, model: str, key: str | None = "") -> ModelError:
    """Our error for `error`, met before or outside a reply's text; `key` is kept out of its words.

    Without a key (None) what a server refuses is not the key.
    """
    status = status_of(error)
    said = _said(error)
    text = f"{error.code or ''} {said}"
    if _is_connection(error):
        return (WrongAddressError if is_nonsense(error) else UnreachableError)(host=host)
    if _too_long(status, text):
        return ContextTooLongError(host=host, model=model)
    if status in {None, 400, 403, 404} and (error.param == "model" or UNKNOWN_MODEL.search(text)):
        return UnknownModelError(host=host, model=model)
    if status == 429 or error.code == "insufficient_quota":
        return RateLimitedError(host=host)
    if status == 401:
        return (KeyWantedError if key is None else BadKeyError)(host=host)
    short = _short(said.replace(key, "…") if key else said) or f"HTTP {status}"
    if status == 403:
        return RefusedError(short, host=host)
    if status is not None and (status < 400 or status in {404, 405}):
        return WrongAddressError(host=host)
    return ModelError(short, host=host)


def rejected_parameter(error: APIError, sent: Collection[str]) -> str | None:
    """Which of the parameters `sent` the server does not take, when that is what `error` says."""
    text = f"{error.message} {error.body}"
    if status_of(error) not in {400, 422} or CONTEXT_TOO_LONG.search(text):
        return None
    if error.param in sent:
        return error.param
    found = [
        (match.start(), name)
        for name in sent
        if (match := re.search(rf"\b{name.replace('_', '_?')}\b", text, re.IGNORECASE))
    ]
    return min(found)[1] if found else None


def status_of(error: APIError) -> int | None:
    """The HTTP status that came with `error`; None for one inside a stream or without an answer."""
    from openai import APIStatusError

    return error.status_code if isinstance(error, APIStatusError) else None


def _is_connection(error: APIError) -> bool:
    from openai import APIConnectionError

    return isinstance(error, APIConnectionError)


def is_nonsense(error: Exception) -> bool:
    """Whether what came was there, but no HTTP: not a silence, nor a connection that was closed."""
    from httpx2 import DecodingError, RemoteProtocolError

    cause = error.__cause__ or error
    if isinstance(cause, RemoteProtocolError):
        return not re.search(r"disconnected|closed", str(cause))
    return isinstance(cause, DecodingError)


def hung_up(error: Exception) -> bool:
    """Whether somebody was there and closed the connection without a proper answer."""
    from httpx2 import RemoteProtocolError

    return isinstance(error.__cause__, RemoteProtocolError)


def _too_long(status: int | None, text: str) -> bool:
    # 413 and OpenAI's 429 "Request too large" both mean: a shorter prompt would pass.
    return status == 413 or (status not in {401, 403, 404} and bool(CONTEXT_TOO_LONG.search(text)))


def _said(error: APIError) -> str:
    """The server's own words in `error.body`, whose shape differs from server to server."""
    body = error.body
    if isinstance(body, dict):
        said = body.get("message") or body.get("detail") or body.get("error")
        return said if isinstance(said, str) else str(said or "")
    return str(body) if body else (error.message if status_of(error) is None else "")


def _short(text: str) -> str:
    """One line of `text`; nothing of an HTML page."""
    if re.match(r"\s*<(!doctype|html|head|\?xml)", text, re.IGNORECASE):
        return ""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_DETAIL else f"{line[: LONGEST_DETAIL - 1]}…"
