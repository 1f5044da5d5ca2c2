"""What comes in the chunks of a streamed reply, as long as they keep coming and come to an end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from siliconfriend.models.bounded_answers import check_reply

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from openai import AsyncStream
    from openai.types.chat import ChatCompletionChunk


async def contents(
    chunks: AsyncStream[ChatCompletionChunk], patience: float, host: str
) -> AsyncGenerator[tuple[str, str | None]]:
    """The text of each chunk, and why the reply ended, if it did. A chunk of thinking has no text.

    Raises:
        TimeoutError: no chunk came for `patience` seconds, whatever else did: comments only keep a connection open.
        EndlessAnswerError: the reply has become longer than any.
        ValueError: something that came is no chunk of a chat.
    """
    length = 0
    while True:
        try:
            async with asyncio.timeout(patience):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        text, reason = _content(chunk)
        length += len(text) or 1
        check_reply(length, host)
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
        choice = choices[0]
        content = getattr(choice.delta, "content", None)
    except (AttributeError, LookupError, TypeError) as error:
        raise ValueError(type(error).__name__) from error
    return content if isinstance(content, str) else "", choice.finish_reason
