"""Thinking things over, reported as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from threading import Event
from typing import TYPE_CHECKING

from textual.message import Message

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.models.base import ModelError
from siliconfriend.tui.dates import day
from siliconfriend.tui.messages import ReflectionEnded, ReflectionFailed, ReflectionWentOn

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.language import Words
    from siliconfriend.memory.records import Counts
    from siliconfriend.reflection.progress import Step


def told(say: Words, step: Step) -> str:
    """How far it is."""
    number = {"done": min(step.done + 1, step.total), "total": step.total}
    if step.waiting:
        return say("reflection.screen.waiting", seconds=round(step.waiting), **number)
    if step.day is not None:
        return say("reflection.screen.day", day=day(say, step.day), **number)
    return say("reflection.screen.portrait", **number)


async def think_over(companion: Companion, until: date, asked: bool, report: Callable[[Message], object]) -> None:
    """Reflect on the days before `until`, report each step and how it ended."""
    from siliconfriend.reflection.reflector import Reflector

    stopped = Event()
    reflector = Reflector(companion.bank, companion.model, companion.settings, companion.clock)
    try:
        reflected = await reflector.run(
            before=until, renew=asked, gently=not asked, tell=lambda step: report(ReflectionWentOn(step))
        )
        counts = await asyncio.to_thread(_made_ready, companion, stopped)
    except (ModelError, MemoryBankError) as error:
        report(ReflectionFailed(error, asked))
    else:
        report(ReflectionEnded(reflected, counts, asked))
    finally:
        stopped.set()


def _made_ready(companion: Companion, stopped: Event) -> Counts:
    """What was written is found by meaning too, unless that is stopped; how much there is now."""
    companion.bank.embed_missing(stop=stopped.is_set)
    return companion.bank.counts()
