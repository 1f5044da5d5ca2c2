"""Whether a stream has said that it is over: the openai package takes the mark away and tells nobody of it."""

from __future__ import annotations

import re
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import httpx2

MARK: Final = re.compile(rb"[\r\n]data: ?\[DONE\]")
LONGEST: Final = len(b"\ndata: [DONE]")

CAME: Final = "siliconfriend.end_mark"


def look_out(response: httpx2.Response) -> None:
    """Let `came` know later whether the mark was among what was read of `response`."""
    parts = response.aiter_bytes
    response.aiter_bytes = lambda chunk_size=None: _looked_at(parts(chunk_size), response)  # type: ignore[method-assign]


def came(response: httpx2.Response) -> bool:
    """Whether the mark has been read."""
    return CAME in response.extensions


async def _looked_at(parts: AsyncGenerator[bytes], response: httpx2.Response) -> AsyncGenerator[bytes]:
    last = b"\n"
    async with aclosing(parts):
        async for part in parts:
            seen = last + part
            if MARK.search(seen):
                response.extensions[CAME] = True
            last = seen[1 - LONGEST :]
            yield part
