"""One question to a model, whole answer: rate limits are waited out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING

from siliconfriend.local_only import allow
from siliconfriend.models.base import Message, ModelError, Prompt, RateLimitedError, Sampling

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile
    from siliconfriend.models.base import ChatModel
    from siliconfriend.reflection.cost import Spent

WAITS = (2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 60.0, 60.0)
"""Seconds before asking again where too many asked; then it is the answer."""

_FENCE = re.compile(r"^```\w*\n(.*?)\n?```$", re.DOTALL)
_BLANK_LINES = re.compile(r"\n\s*\n+")


class NothingSaidError(ModelError):
    """A reply without a word."""

    code = "empty_reply"


class Asking:
    """Questions to one `model` about one person.

    `sleep` waits; `waiting` is told that it does (seconds), and that it no longer does (0). `may` blocks and raises
    when the person does not want `model` asked any more.
    """

    def __init__(
        self,
        model: ChatModel,
        profile: Profile,
        spent: Spent,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        waiting: Callable[[float], object] = lambda _: None,
        may: Callable[[], object] = lambda: None,
    ) -> None:
        self._model = model
        self._profile = profile
        self._spent = spent
        self._sleep = sleep
        self._waiting = waiting
        self._may = may

    async def ask(self, messages: Sequence[Message], max_tokens: int, now: datetime) -> str:
        """The answer, tidied.

        Raises:
            ModelError: there is none; a rate limit only after several minutes of waiting.
        """
        for wait in (*WAITS, None):
            try:
                return await self._ask(messages, max_tokens, now)
            except RateLimitedError:
                if wait is None:
                    raise
                self._waiting(wait)
                await self._sleep(wait)
                self._waiting(0)
        raise AssertionError("unreachable")

    async def _ask(self, messages: Sequence[Message], max_tokens: int, now: datetime) -> str:
        prompt = Prompt(tuple(messages), messages[-1].content, self._profile.name, self._profile.language, now)
        sampling = Sampling(
            temperature=0.3, top_p=0.95, frequency_penalty=0.0, presence_penalty=0.0, max_tokens=max_tokens
        )
        allow(self._profile, self._model)
        await asyncio.to_thread(self._may)
        reply = ""
        async with aclosing(self._model.stream(prompt, sampling)) as stream:
            async for piece in stream:
                reply += piece
        self._spent.call(messages, reply)
        text = tidied(reply)
        if not text:
            raise NothingSaidError(host=self._model.destination)
        return text


def tidied(reply: str) -> str:
    """A reply without the fence around it, and without empty lines in it."""
    text = reply.strip()
    fenced = _FENCE.match(text)
    return _BLANK_LINES.sub("\n", fenced[1] if fenced else text).strip()
