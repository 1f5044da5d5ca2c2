"""Days and the portrait, written by a model inside its context, and checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from siliconfriend.memory.records import Kind, Memory, Profile
from siliconfriend.memory.reflected import Material
from siliconfriend.models.base import ContextTooLongError, Message
from siliconfriend.prompting import MESSAGE_TOKENS
from siliconfriend.reflection.checking import Dates, without_denied, without_strange_dates
from siliconfriend.reflection.prompts import (
    MAX_TOKENS,
    MAX_TOKENS_GLOBAL,
    MAX_TOKENS_MERGED,
    VERSION,
    Prompts,
    Standing,
)
from siliconfriend.reflection.whole_signs import whole_signs
from siliconfriend.tokens import estimate_tokens

if TYPE_CHECKING:
    from siliconfriend.reflection.asking import Asking
from siliconfriend.reflection.writer import SoFar, Written

SMALLEST_ROOM = 64


class ModelWriter:
    """A model that reflects. `budget`: tokens that a prompt may take."""

    prompt = VERSION

    def __init__(self, asking: Asking, profile: Profile, budget: int, name: str) -> None:
        self.model = name
        self._asking = asking
        self._prompts = Prompts(profile)
        self._budget = budget

    async def day(self, kind: Kind, words: Material, standing: Standing, now: datetime) -> str:
        """A day's summary or insight. A long day is split between turns, and its parts' accounts are merged.

        Raises:
            ModelError: the model failed.
        """
        while True:
            try:
                return self._checked_day(await self._day(kind, words, standing, now), words, standing)
            except ContextTooLongError:
                self._smaller()

    async def history(self, so_far: SoFar) -> Written:
        """The global summary, grown by days that fit: see `fitting`.

        Raises:
            ModelError: the model failed.
        """
        messages = self._prompts.history(so_far.text, so_far.days, so_far.standing)
        text = await self._asking.ask(messages, MAX_TOKENS_GLOBAL, so_far.now)
        return Written(self._checked(text, so_far.text, so_far))

    async def portrait(self, so_far: SoFar) -> Written:
        """The portrait and the strategy, grown. Without their marks, all of the answer is portrait.

        Raises:
            ModelError: the model failed.
        """
        messages = self._prompts.portrait(so_far.text, so_far.strategy, so_far.days, so_far.standing)
        text = await self._asking.ask(messages, MAX_TOKENS_GLOBAL, so_far.now)
        first, second = apart(text, *self._prompts.marks)
        both = f"{so_far.text}\n{so_far.strategy}"
        return Written(
            self._checked(first, so_far.text, so_far),
            self._checked(second or so_far.strategy, both, so_far),
        )

    def fitting(self, so_far: SoFar) -> list[Memory]:
        """The first of the days that one question has room for, at least one."""
        asked = self._prompts.portrait(so_far.text, so_far.text, (), so_far.standing)
        room = self._room(asked, MAX_TOKENS_GLOBAL)
        fitting: list[Memory] = []
        for one in so_far.days:
            room -= estimate_tokens(self._prompts.day(one)) + 1
            if room < 0 and fitting:
                break
            fitting.append(one)
        return fitting

    def smaller(self) -> bool:
        """Ask with half as much from now on; False when that is too little to ask with."""
        try:
            self._smaller()
        except ContextTooLongError:
            return False
        return True

    async def _day(self, kind: Kind, words: Material, standing: Standing, now: datetime) -> str:
        parts = self._parts(kind, words, standing)
        texts = []
        for part in parts:
            messages = self._prompts.of_day(kind, words.day, part, standing)
            texts.append(await self._asking.ask(messages, MAX_TOKENS[kind], now))
        while len(texts) > 1:
            texts = await self._merged(kind, words.day, texts, standing, now)
        return texts[0]

    async def _merged(
        self, kind: Kind, day: date, texts: Sequence[str], standing: Standing, now: datetime
    ) -> list[str]:
        """Fewer texts: as many as have room beside each other are made one."""
        room = self._room(self._prompts.merging(kind, day, (), standing), MAX_TOKENS_MERGED)
        groups: list[list[str]] = []
        taken = room
        for text in texts:
            size = estimate_tokens(text) + 1
            if not groups or (taken + size > room and len(groups[-1]) > 1):
                groups.append([])
                taken = 0
            groups[-1].append(text)
            taken += size
        merged = []
        for group in groups:
            messages = self._prompts.merging(kind, day, group, standing)
            merged.append(await self._asking.ask(messages, MAX_TOKENS_MERGED, now) if len(group) > 1 else group[0])
        return merged

    def _parts(self, kind: Kind, words: Material, standing: Standing) -> list[str]:
        """The talk of a day in as many parts as it takes, split between turns."""
        room = self._room(self._prompts.of_day(kind, words.day, "", standing), MAX_TOKENS[kind])
        pieces = [self._prompts.turn(turn, room // 2) for turn in words.turns]
        pieces += [self._prompts.note(note, room // 2) for note in words.notes]
        parts, taken = [""], 0
        for piece in pieces:
            size = estimate_tokens(piece) + 1
            if parts[-1] and taken + size > room:
                parts.append("")
                taken = 0
            parts[-1] = f"{parts[-1]}\n{piece}" if parts[-1] else piece
            taken += size
        return parts

    def _room(self, messages: Sequence[Message], answer: int) -> int:
        """What is left of the budget beside `messages`; the answer has to fit as well."""
        size = sum(MESSAGE_TOKENS + estimate_tokens(one.content) for one in messages)
        return max(SMALLEST_ROOM, self._budget - size - answer)

    def _smaller(self) -> None:
        """Ask with half as much from now on.

        Raises:
            ContextTooLongError: that would be too little.
        """
        if self._budget <= 4 * SMALLEST_ROOM:
            raise ContextTooLongError(model=self.model)
        self._budget //= 2

    def _checked_day(self, text: str, words: Material, standing: Standing) -> str:
        dates = Dates()
        dates.add("", words.day)
        for turn in words.turns:
            dates.add(turn.query, words.day)
            dates.add("" if turn.echo else turn.response, words.day)
        for note in words.notes:
            dates.add(note.query, words.day)
        return without_denied(without_strange_dates(text, words.day, dates), standing.retracted, standing.struck)

    def _checked(self, text: str, known: str, so_far: SoFar) -> str:
        """`text` without what the person denied, and without dates that nothing it was made from has."""
        standing, today = so_far.standing, so_far.now.date()
        dates = Dates()
        for one in so_far.days:
            dates.add(one.query, one.day)
        for sentence in (known, *standing.own):
            dates.add(sentence, today)
        return without_denied(without_strange_dates(text, today, dates), standing.retracted, standing.struck)


def apart(text: str, first_mark: str, second_mark: str) -> tuple[str, str]:
    """What follows either mark in `text`; without the second one, all of it is the first part."""
    first, mark, second = text.partition(second_mark)
    if not mark:
        plain = second_mark.rstrip(":：")
        first, mark, second = text.partition(f"{plain}：" if second_mark.endswith(":") else f"{plain}:")
    for one in (first_mark, first_mark.replace(":", "："), first_mark.replace("：", ":")):
        first = first.replace(f"**{one}**", "", 1).replace(one, "", 1)
    return _bare(first), _bare(second)


def _bare(part: str) -> str:
    return whole_signs(part.strip(" \n#")).strip(" \n#")
