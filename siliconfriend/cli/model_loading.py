"""A model with weights, while whoever asked it waits for it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from siliconfriend.cli import streams
from siliconfriend.cli.progress import bar
from siliconfriend.language import Words
from siliconfriend.models.base import ChatModel, Loads, ModelError
from siliconfriend.models.local.progress import Progress


@asynccontextmanager
async def loading_shown(model: ChatModel, say: Words) -> AsyncIterator[None]:
    """Meanwhile a model that is not there yet says on stderr how far it is: a bar at a terminal, else a line."""
    if not isinstance(model, Loads) or getattr(model, "ready", None) is not None:
        yield
        return
    if not sys.stderr.isatty():
        streams.note(say("local.loading", model=model.name))
        yield
        return
    showing = asyncio.create_task(_show(model, say))
    try:
        yield
    finally:
        showing.cancel()
        with suppress(asyncio.CancelledError, ModelError):  # whoever asked is told why
            await showing


async def _show(model: Loads, say: Words) -> None:
    with bar(say("local.bar")) as tell:

        def report(progress: Progress) -> None:
            tell(progress.percent or 0, 100)

        await model.load(report)
