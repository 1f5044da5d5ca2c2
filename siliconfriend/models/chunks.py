"""What comes in the chunks of a streamed reply, as long as they keep coming and come to an end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from siliconfriend.models.base import ModelError
from siliconfriend.models.bounded_answers import check_reply

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from openai import AsyncStream
    from openai.types.chat import ChatCompletionChunk

AFTER_THE_END: Final = 1.0
"""Seconds that a server has to hang up, or to say [DONE], once it has said why the reply ended."""

OTHERS: Final = range(1, 1000)
"""The numbers of replies beside the first, where a server gives several."""


async def contents(
    chunks: AsyncStream[ChatCompletionChunk], patience: float, host: str
) -> AsyncGenerator[tuple[str, str | None]]:
    """The text of each chunk, and why the reply ended, if it did. A chunk of thinking has no text.

    Once it is said why, the reply is whole: silence is not waited for then, and nothing that goes wrong is told.

    Raises:
        TimeoutError: no chunk came for `patience` seconds, whatever else did: comments only keep a connection open.
        EndlessReplyError: the reply has become longer than any.
        ValueError: something that came is no chunk of a chat.
    """
    from openai import APIError

    length, clock = 0, asyncio.get_running_loop()
    over_at: float | None = None
    while True:
        try:
            async with asyncio.timeout_at(clock.time() + patience if over_at is None else over_at):
                text, reason = _content(await anext(chunks))
            length += len(text) or 1
            check_reply(length, host)
        except StopAsyncIteration:
            return
        except (APIError, ModelError, TimeoutError, ValueError, RecursionError):
            if over_at is None:
                raise
            return
        if reason:
            over_at = over_at or clock.time() + AFTER_THE_END
        elif text:
            over_at = None
        yield text, reason


def _content(chunk: ChatCompletionChunk) -> tuple[str, str | None]:
    """The text in `chunk` and why the reply ended, if it did; servers leave out any field.

    Raises:
        ValueError: this is no chunk of a chat.
    """
    choices = getattr(chunk, "choices", None)
    if not choices:
        return "", None
    try:
        choice = next((one for one in choices if getattr(one, "index", None) not in OTHERS), None)
        if choice is None:  # of another reply beside the first
            return "", None
        whole = getattr(choice, "message", None)  # from a server that does not stream
        said = whole or choice.delta
        content = _text(said, "content") or _text(said, "refusal")
    except (AttributeError, TypeError) as error:
        raise ValueError(type(error).__name__) from error
    return content, choice.finish_reason or ("stop" if whole else None)


def _text(said: object, field: str) -> str:
    text = said.get(field) if isinstance(said, dict) else getattr(said, field, None)
    return text if isinstance(text, str) else ""
