"""A model that says what a test wants, when it wants it, and an app around it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from textual import events
from textual.app import App
from textual.pilot import Pilot

from siliconfriend.companion import Companion
from siliconfriend.memory.bank import Bank
from siliconfriend.models.base import ChatModel, ModelError, Prompt, Sampling
from siliconfriend.models.offers import Offer
from siliconfriend.places import Places
from siliconfriend.settings import Settings
from siliconfriend.tui.core import Core
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.status_line import StatusLine
from siliconfriend.tui.widgets.turn_view import TurnView

Step = str | asyncio.Event | ModelError


@dataclass
class ScriptedModel:
    """Each reply is a list of steps: words to say, an event to wait for, an error to fail with."""

    replies: list[Sequence[Step]] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)
    name: str = "scripted"
    destination: str = ""
    context_tokens: int | None = None
    echoes: bool = False

    async def stream(self, prompt: Prompt, sampling: Sampling) -> AsyncGenerator[str]:
        self.prompts.append(prompt)
        for step in self.replies.pop(0) if self.replies else ("I hear you.",):
            if isinstance(step, asyncio.Event):
                await step.wait()
            elif isinstance(step, ModelError):
                raise step
            else:
                yield step

    async def close(self) -> None:
        """Nothing to let go of."""


@dataclass
class Clock:
    """A clock that stands still."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)


class ScriptedCore(Core):
    """The real program with a scripted model and a clock that stands still."""

    def __init__(self, settings: Settings, places: Places, clock: Clock, model: ScriptedModel) -> None:
        super().__init__(settings, places)
        self._clock = clock
        self.scripted = model
        self.offered: Sequence[Offer] = ()

    def offers(self, stop: Callable[[], bool] = lambda: False) -> Sequence[Offer]:
        """Nothing of the machine that the tests run on."""
        return self.offered

    def clock(self) -> datetime:
        return self._clock()

    def companion(self, bank: Bank, model: str | None = None) -> Companion:
        return Companion(bank, self.model(model), self.settings, self.clock)

    def model(self, name: str | None = None, base_url: str = "") -> ChatModel:
        return super().model(name, base_url) if name else self.scripted


def composer(pilot: Pilot[None]) -> Composer:
    """Where one writes."""
    return pilot.app.screen.query_one(Composer)


async def wait_until(pilot: Pilot[None], predicate: Callable[[], object], seconds: float = 10) -> None:
    """Let the app work until `predicate` holds.

    Raises:
        AssertionError: it did not within `seconds`; the screen's text is in the message.
    """
    async with asyncio.timeout(seconds + 1):
        end = asyncio.get_running_loop().time() + seconds
        while not predicate():
            assert asyncio.get_running_loop().time() < end, screen_text(pilot.app)
            await asyncio.sleep(0.005)
    await pilot.pause()


def screen_text(app: App[None]) -> str:
    """What a person sees, line by line."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Write `text` where the focus is, in one breath."""
    for char in text:
        pilot.app.post_message(events.Key("space" if char == " " else char, char))
    await pilot.pause()


async def say(pilot: Pilot[None], text: str) -> None:
    """Write `text` and send it."""
    await type_text(pilot, text)
    pilot.app.post_message(events.Key("enter", "\r"))
    await pilot.pause()


async def ready(pilot: Pilot[None]) -> None:
    """Until what is remembered is counted: the profile is open. A narrow screen does not show it."""

    def counted() -> bool:
        lines = pilot.app.screen.query(StatusLine)
        return any(re.match(r"\d[\d,]* (memor|条记忆)", one.activity) for one in lines)

    await wait_until(pilot, counted)


async def answered(pilot: Pilot[None], turns: int = 1, seconds: float = 10) -> None:
    """Until there are so many turns and each has its reply."""

    def ended() -> bool:
        views = list(pilot.app.screen.query(TurnView))
        return len(views) >= turns and all(view.turn is not None for view in views)

    await wait_until(pilot, ended, seconds)
