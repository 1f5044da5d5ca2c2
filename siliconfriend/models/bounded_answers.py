"""Ceilings on what a server sends, so that no answer without an end fills the memory of whoever asked.

They hold for what has been unpacked: a little that was packed can be a lot. A stream is looked through for its end
mark, too: the openai package takes it away and tells nobody of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Final

from siliconfriend.models.base import ModelError

if TYPE_CHECKING:
    import httpx2

LARGEST: Final = 4_000_000
"""Bytes of a list of models, and of one event of a stream: either is a thousand times what servers send."""

LONGEST_REPLY: Final = 4_000_000
"""Characters of a reply: ten times what any model can say. A chunk without any, of thinking, counts as one."""

LARGEST_REFUSAL: Final = 100_000
"""Bytes of a refusal that are looked at; what it says stands at its beginning."""

BETWEEN_EVENTS: Final = (b"\n\n", b"\n\r\n", b"\r\r")
END_MARK: Final = re.compile(rb"[\r\n]data: ?\[DONE\]")
LONGEST_MARK: Final = len(b"\ndata: [DONE]")

MARKED: Final = "siliconfriend.end_mark"
A_PAGE: Final = "siliconfriend.page"

Parts = AsyncGenerator[bytes]


class EndlessAnswerError(ModelError):
    """The server sent more than a chat model ever does, and was hung up on."""

    code = "endless_answer"


class EndlessReplyError(ModelError):
    """A reply did not come to an end, and was broken off."""

    code = "endless_reply"


def bound(response: httpx2.Response, host: str) -> None:
    """Let `response` be read, later, up to its ceiling only: then `EndlessAnswerError` is raised.

    A refusal is cut short instead: what was said is known by its beginning. A stream may be as long as it likes, as
    long as its events come to an end and `check_reply` is content with what is in them.
    """
    parts = response.aiter_bytes
    if not response.is_success:
        bounded = _beginning
    elif response.request.method == "POST":
        bounded = partial(_in_events, response=response, host=host)
    else:
        bounded = partial(_limited, host=host)
    response.aiter_bytes = lambda chunk_size=None: bounded(parts(chunk_size))  # type: ignore[method-assign]


async def _limited(parts: Parts, host: str) -> Parts:
    so_far = 0
    async with aclosing(parts):
        async for part in parts:
            so_far += len(part)
            _check(so_far, host)
            yield part


async def _in_events(parts: Parts, response: httpx2.Response, host: str) -> Parts:
    so_far, last, begun = 0, b"\n", False
    async with aclosing(parts):
        async for part in parts:
            if not begun and (start := part.lstrip()):
                begun = True
                if start.startswith(b"<"):
                    response.extensions[A_PAGE] = True
                if start.startswith(b"{"):
                    yield await _as_event(part, _limited(parts, host))
                    return
            seen = last + part
            if END_MARK.search(seen):
                response.extensions[MARKED] = True
            end = max(seen.rfind(one) for one in BETWEEN_EVENTS)
            so_far = so_far + len(part) if end < 0 else len(seen) - end
            _check(so_far, host)
            last = seen[1 - LONGEST_MARK :]
            yield part


async def _beginning(parts: Parts) -> Parts:
    from httpx2 import RequestError

    left = LARGEST_REFUSAL
    async with aclosing(parts):
        try:
            async for part in parts:
                yield part[:left]
                left -= len(part)
                if left <= 0:
                    return
        except RequestError:  # the connection broke, and the refusal is one all the same
            return


def end_marked(response: httpx2.Response) -> bool:
    """Whether the mark that a stream is over was among what has been read of `response`."""
    return MARKED in response.extensions


async def _as_event(first: bytes, rest: Parts) -> bytes:
    """What a server said in one piece, though a stream was asked for, as the one event of a stream.

    Lines of JSON may end anywhere but within a text.
    """
    whole = first + b"".join([part async for part in rest])
    try:
        json.loads(whole)
    except (ValueError, RecursionError):
        return whole
    return b"data: " + b" ".join(whole.splitlines()) + b"\n\n"


def is_a_page(response: httpx2.Response) -> bool:
    """Whether what was read of `response` begins like a page for a browser."""
    return A_PAGE in response.extensions


def check_reply(length: int, host: str) -> None:
    """Raise `EndlessReplyError` when a reply of `length` characters so far is longer than any."""
    if length > LONGEST_REPLY:
        raise EndlessReplyError(host=host)


def _check(size: int, host: str) -> None:
    if size > LARGEST:
        raise EndlessAnswerError(host=host, most=LARGEST // 1_000_000)
