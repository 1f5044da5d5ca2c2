"""Reflecting on one person: which days are due, what the portrait is to grow by, and one after the other done.

Every step is kept as soon as it is written: what is cut short goes on from there the next time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from time import monotonic
from typing import TYPE_CHECKING

from siliconfriend.language import words as words_of
from siliconfriend.local_only import allow_now
from siliconfriend.memory.records import Kind
from siliconfriend.memory.reflected import PORTRAIT, Growth, Part, Reflection
from siliconfriend.models.base import ContextTooLongError
from siliconfriend.reflection.asking import Asking
from siliconfriend.reflection.cost import Spent, extractive
from siliconfriend.reflection.extracting import ExtractingWriter
from siliconfriend.reflection.progress import Progress, Tell
from siliconfriend.reflection.prompts import Standing
from siliconfriend.reflection.writer import SoFar, Writer, Written
from siliconfriend.reflection.writing import ModelWriter

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.models.base import ChatModel
    from siliconfriend.settings import Settings

LONGEST_REST = 1.0
"""Seconds: who waited for a model has rested."""
GLOBAL = (Part.HISTORY, Part.PERSONALITY)


@dataclass(frozen=True, slots=True)
class Reflected:
    """What a reflection came to: days and parts of the portrait written, and what it cost."""

    days: int
    parts: int
    spent: Spent


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
        progress = Progress(tell)
        writer = self._writer(progress)
        due = await asyncio.to_thread(self._due, since, before, renew)
        progress.total = len(due) + len(GLOBAL)
        written: set[tuple[date, Kind]] = set()
        for day, kind in due:
            progress.at(day)
            begun = monotonic()
            if await self._day(writer, day, kind):
                written.add((day, kind))
            progress.passed()
            if gently:
                await self._sleep(min(monotonic() - begun, LONGEST_REST))
        parts = 0
        for part in GLOBAL:
            progress.at(None)
            parts += await self._part(writer, part)
            progress.passed()
        await asyncio.to_thread(self._settle)
        days = await asyncio.to_thread(self._whole_days, due, written)
        return Reflected(days, parts, self.spent)

    def _whole_days(self, due: Sequence[tuple[date, Kind]], written: set[tuple[date, Kind]]) -> int:
        """How many days all that was due is written of, and still there: what was said may be deleted meanwhile."""
        there = {(day, kind) for day, kind in written if self._bank.memories.of_day(kind, day)}
        return len({day for day, _ in due} - {day for day, _ in set(due) - there})

    def _due(self, since: date | None, before: date | None, renew: bool) -> list[tuple[date, Kind]]:
        found = {(one.day, kind) for one in self._bank.due_days(since=since, before=before) for kind in one.due}
        if renew and not extractive(self._model):
            found.update(self._bank.extracted(since=since, before=before))
        return sorted(found, key=lambda one: (one[0], one[1] is not Kind.SUMMARY))

    def _writer(self, progress: Progress) -> Writer:
        if extractive(self._model):
            return ExtractingWriter(self._bank)
        asking = Asking(
            self._model,
            self._bank.profile,
            self.spent,
            sleep=self._sleep,
            waiting=progress.waiting,
            may=lambda: allow_now(self._bank, self._model),
        )
        return ModelWriter(asking, self._bank.profile, self._budget, self._model.name)

    async def _day(self, writer: Writer, day: date, kind: Kind) -> bool:
        words, standing = await asyncio.to_thread(lambda: (self._bank.material(day), self._standing(None)))
        if not words.turns and not words.notes:
            return await asyncio.to_thread(self._bank.keep_silence, kind, day, self._nothing(), self._clock())
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
            so_far = await asyncio.to_thread(self._so_far, part, growth)
            fitting = tuple(writer.fitting(so_far))
            try:
                kept = await self._grow(writer, part, replace(growth, days=fitting), replace(so_far, days=fitting))
            except ContextTooLongError:
                if not writer.smaller():
                    raise
                continue
            if kept is None:
                return grown  # something it was made from is gone: the next time
            grown = True

    def _so_far(self, part: Part, growth: Growth) -> SoFar:
        text, standing = self._bank.holding(part, growth.base), self._standing(part)
        strategy = self._bank.strategy_beside(growth.base) if part is Part.PERSONALITY else ""
        return SoFar(text, growth.days, standing, self._clock(), strategy)

    async def _grow(self, writer: Writer, part: Part, growth: Growth, so_far: SoFar) -> Reflection | None:
        if part is Part.HISTORY:
            written = await writer.history(so_far)
            return await asyncio.to_thread(self._keep, writer, part, written, growth)
        written = await writer.portrait(so_far)
        return await asyncio.to_thread(self._keep_portrait, writer, written, growth)

    def _keep(self, writer: Writer, part: Part, written: Written, growth: Growth) -> Reflection | None:
        model, now = self._name(writer), self._clock()
        return self._bank.keep_version(
            part, written.text, growth, now, model=model, prompt=writer.prompt, read=written.read
        )

    def _keep_portrait(self, writer: Writer, written: Written, growth: Growth) -> Reflection | None:
        """Both in one step: a strategy is made from all that its portrait was made from."""
        with self._bank.writing():
            kept = self._keep(writer, Part.PERSONALITY, written, growth)
            if kept is not None and written.strategy:
                self._keep(writer, Part.STRATEGY, Written(written.strategy), Growth(kept, ()))
        return kept

    def _settle(self) -> None:
        """No part stays behind, once all is written: a model may have said nothing of how to respond."""
        for part in PORTRAIT:
            self._bank.settle(part, self._clock())

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


def _budget(model: ChatModel, settings: Settings) -> int:
    """Tokens that a question and its answer may take together."""
    wanted = settings.chat.context_tokens
    return min(wanted, model.context_tokens) if model.context_tokens else wanted
