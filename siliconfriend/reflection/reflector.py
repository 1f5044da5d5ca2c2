"""Reflecting on one person: which days are due, what the portrait is to grow by, and one after the other done.

Every step is kept as soon as it is written: what is cut short goes on from there the next time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from siliconfriend.language import words as words_of
from siliconfriend.memory.records import Kind, Memory
from siliconfriend.memory.reflected import Growth, Material, Part, Reflection
from siliconfriend.models.base import ContextTooLongError
from siliconfriend.reflection.asking import Asking
from siliconfriend.reflection.cost import Spent, extractive
from siliconfriend.reflection.extracting import ExtractingWriter
from siliconfriend.reflection.prompts import Standing
from siliconfriend.reflection.writing import ModelWriter

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.models.base import ChatModel
    from siliconfriend.settings import Settings

LONGEST_REST = 1.0
"""Seconds: who waited for a model has rested."""
GLOBAL = (Part.HISTORY, Part.PERSONALITY)


class Writer(Protocol):
    """Who writes: a model, or the method without one. `prompt` is the version of its questions."""

    model: str
    prompt: str

    async def day(self, kind: Kind, words: Material, standing: Standing, now: datetime) -> str: ...

    async def history(self, so_far: str, days: Sequence[Memory], standing: Standing, now: datetime) -> str: ...

    async def portrait(
        self, so_far: str, strategy: str, days: Sequence[Memory], standing: Standing, now: datetime
    ) -> tuple[str, str]: ...

    def fitting(self, so_far: str, days: Sequence[Memory], standing: Standing) -> list[Memory]: ...

    def smaller(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done: the `done`-th of `total` steps, about `day` (None: the portrait).

    `waiting` is how many seconds a server that was asked too often is left alone.
    """

    done: int
    total: int
    day: date | None = None
    waiting: float = 0.0


@dataclass(frozen=True, slots=True)
class Reflected:
    """What a reflection came to: days and parts of the portrait written, and what it cost."""

    days: int
    parts: int
    spent: Spent


Tell = Callable[[Step], object]


class Reflector:
    """One person's memory and a model that reflects on it.

    `sleep` waits where a server asks for patience.
    """

    def __init__(
        self,
        bank: Bank,
        model: ChatModel,
        settings: Settings,
        clock: Callable[[], datetime],
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._bank = bank
        self._model = model
        self._clock = clock
        self._budget = _budget(model, settings)
        self._sleep = sleep
        self.spent = Spent()

    async def run(
        self,
        *,
        since: date | None = None,
        before: date | None = None,
        renew: bool = False,
        gently: bool = False,
        tell: Tell = lambda _: None,
    ) -> Reflected:
        """Reflect on the days from `since` until before `before` that are due, then let the portrait grow.

        `renew`: a model also takes up the days that were only extracted, without one. `gently`: it rests after each
        day as long as that took, so that it never fills a slow machine. May be cancelled at any time.

        Raises:
            ModelError: the model failed; what was done is kept.
            MemoryBankError: memory failed; the same.
        """
        progress = _Progress(tell)
        writer = self._writer(progress)
        due = await asyncio.to_thread(self._due, since, before, renew)
        progress.total = len(due) + len(GLOBAL)
        days: set[date] = set()
        for day, kind in due:
            progress.at(day)
            begun = monotonic()
            if await self._day(writer, day, kind):
                days.add(day)
            progress.passed()
            if gently:
                await self._sleep(min(monotonic() - begun, LONGEST_REST))
        parts = 0
        for part in GLOBAL:
            progress.at(None)
            parts += await self._part(writer, part)
            progress.passed()
        return Reflected(len(days), parts, self.spent)

    def _due(self, since: date | None, before: date | None, renew: bool) -> list[tuple[date, Kind]]:
        found = {(one.day, kind) for one in self._bank.due_days(since=since, before=before) for kind in one.due}
        if renew and not extractive(self._model):
            found.update(self._bank.extracted(since=since, before=before))
        return sorted(found, key=lambda one: (one[0], one[1] is not Kind.SUMMARY))

    def _writer(self, progress: _Progress) -> Writer:
        if extractive(self._model):
            return ExtractingWriter(self._bank)
        asking = Asking(self._model, self._bank.profile, self.spent, sleep=self._sleep, waiting=progress.waiting)
        return ModelWriter(asking, self._bank.profile, self._budget, self._model.name)

    async def _day(self, writer: Writer, day: date, kind: Kind) -> bool:
        words, standing = await asyncio.to_thread(lambda: (self._bank.material(day), self._standing(None)))
        if not words.turns and not words.notes:
            return False
        text = await writer.day(kind, words, standing, self._clock()) or self._nothing()
        kept = await asyncio.to_thread(
            lambda: self._bank.keep_day(
                kind, words, text, self._clock(), model=self._name(writer), prompt=writer.prompt
            )
        )
        return kept is not None

    async def _part(self, writer: Writer, part: Part) -> bool:
        """Let a part of the portrait grow, as many days at a time as fit; whether it did."""
        grown = False
        while True:
            growth = await asyncio.to_thread(self._bank.growth, part)
            if not growth.days:
                return grown
            standing = await asyncio.to_thread(self._standing, part)
            so_far = await asyncio.to_thread(self._bank.holding, part, growth.base)
            now = replace(growth, days=tuple(writer.fitting(so_far, growth.days, standing)))
            try:
                kept = await self._grow(writer, part, now, so_far, standing)
            except ContextTooLongError:
                if not writer.smaller():
                    raise
                continue
            if kept is None:
                return grown  # something it was made from is gone: the next time
            grown = True

    async def _grow(
        self, writer: Writer, part: Part, growth: Growth, so_far: str, standing: Standing
    ) -> Reflection | None:
        now = self._clock()
        if part is Part.HISTORY:
            text = await writer.history(so_far, growth.days, standing, now)
            return await asyncio.to_thread(self._keep, writer, part, text, growth)
        strategy = await asyncio.to_thread(self._bank.strategy_beside, growth.base)
        text, strategy = await writer.portrait(so_far, strategy, growth.days, standing, now)
        return await asyncio.to_thread(self._keep_portrait, writer, text, strategy, growth)

    def _keep(self, writer: Writer, part: Part, text: str, growth: Growth) -> Reflection | None:
        return self._bank.keep_version(
            part, text, growth, self._clock(), model=self._name(writer), prompt=writer.prompt
        )

    def _keep_portrait(self, writer: Writer, text: str, strategy: str, growth: Growth) -> Reflection | None:
        """Both in one step: a strategy is made from all that its portrait was made from."""
        with self._bank.writing():
            kept = self._keep(writer, Part.PERSONALITY, text, growth)
            if kept is not None and strategy:
                self._keep(writer, Part.STRATEGY, strategy, Growth(kept, ()))
        return kept

    def _nothing(self) -> str:
        """What is kept of a day of which no sentence may stay, so that nobody pays for it again."""
        return words_of(self._bank.profile.language)("reflection.nothing")

    def _name(self, writer: Writer) -> str:
        return writer.model or self._model.name

    def _standing(self, part: Part | None) -> Standing:
        own, struck = self._bank.own_words(part) if part else ([], [])
        return Standing(
            tuple(one.text for one in own),
            tuple(one.text for one in struck),
            tuple(one.text for one in self._bank.retracted()),
        )


class _Progress:
    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._done = 0
        self._day: date | None = None
        self.total = 0

    def at(self, day: date | None) -> None:
        self._day = day
        self._say()

    def passed(self) -> None:
        self._done += 1
        if self._done == self.total:
            self._say()

    def waiting(self, seconds: float) -> None:
        self._say(seconds)

    def _say(self, waiting: float = 0.0) -> None:
        self._tell(Step(self._done, self.total, self._day, waiting))


def _budget(model: ChatModel, settings: Settings) -> int:
    """Tokens that a question and its answer may take together."""
    wanted = settings.chat.context_tokens
    return min(wanted, model.context_tokens) if model.context_tokens else wanted
