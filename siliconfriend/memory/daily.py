"""The part of a bank that keeps what was understood of days: in which words, and whether it still fits them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory import days as days_
from siliconfriend.memory.records import Kind, Memory, MemoryBankError
from siliconfriend.memory.reflected import (
    DAILY,
    Author,
    Day,
    Material,
    Reflection,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.reflections import Reflections
    from siliconfriend.memory.store.spoken import SpokenDays
    from siliconfriend.memory.store.turns import Turns

log = logging.getLogger(__name__)


class Daily:
    """Days with words in them, their summaries and insights."""

    dialogue: Turns
    memories: Memories
    _pieces: Pieces
    _reflections: Reflections
    _spoken: SpokenDays
    _in_flight: set[int]

    if TYPE_CHECKING:

        def memory(self, id_: int) -> Memory: ...

    def reflection_of(self, memory: int) -> Reflection | None:
        """How a day's summary or insight came about; None for a memory that is neither."""
        return self._reflections.of_memory(memory)

    def days(self, *, since: date | None = None) -> list[Day]:
        """The days on which anything was said or noted, oldest first, with what was understood of each."""
        return [self._day(words) for words in self._materials(since)]

    def due_days(self, *, since: date | None = None, before: date | None = None) -> list[Day]:
        """The days from `since` until before `before` of which something is missing, or older than their words,
        oldest first. Of all others nothing is read.
        """
        found, fitting = [], []
        for one in self._spoken.may_be_due(since, before, but_turns=self._in_flight):
            if not one.understood:
                found.append(Day(one.day, one.turns, one.notes, None, None, tuple(DAILY)))
                continue
            words = self.material(one.day)
            day = self._day(words)
            if day.due:
                found.append(day)
            elif self._whole(words):
                made = (self.reflection_of(held.id) for held in (day.summary, day.insight) if held)
                fitting += [(each.id, one.number) for each in made if each]
        self._remember_fitting(fitting)
        return found

    def extracted(self, *, since: date | None = None, before: date | None = None) -> list[tuple[date, Kind]]:
        """Days' summaries and insights that were put together without a model."""
        return self._spoken.extracted(since, before)

    def _whole(self, words: Material) -> bool:
        """Whether nothing of the day is being answered right now: its end would not show in the day's number."""
        return self.dialogue.count_of_day(words.day) == len(words.turns)

    def _remember_fitting(self, found: Sequence[tuple[int, int]]) -> None:
        try:
            if found:
                self._spoken.fit(found)
        except MemoryBankError as error:
            log.warning("days that fit are looked at again the next time: %s", error.code)

    def _fits_now(self, reflection: int, words: Material) -> None:
        """Within a step that has just read `words`."""
        number = self._spoken.number(words.day)
        if number is not None and self._whole(words):
            self._spoken.fit([(reflection, number)])

    def material(self, day: date) -> Material:
        """What was said and noted on `day`, but for what is being answered right now."""
        notes = self.memories.of_day(Kind.NOTE, day)
        turns = [turn for turn in self.dialogue.of_day(day) if turn.id not in self._in_flight]
        return days_.material(day, turns, notes)

    def _materials(self, since: date | None) -> list[Material]:
        notes = [one for one in self.memories.all(Kind.NOTE) if since is None or one.day >= since]
        return days_.materials(self.dialogue.said(since), notes, self._in_flight)

    def _day(self, words: Material) -> Day:
        held = {kind: next(iter(self.memories.of_day(kind, words.day)), None) for kind in DAILY}
        return days_.day_of(words, held, [kind for kind, memory in held.items() if not self._fits(memory, words)])

    def _fits(self, memory: Memory | None, words: Material) -> bool:
        made = self._reflections.of_memory(memory.id) if memory else None
        return made is not None and days_.fits(made, words, self._reflections.turns_of(made.id))

    def _rewrite(self, memory: Memory, text: str) -> None:
        """Let a day's memory say `text`; one that has nothing to say goes."""
        if not text.strip():
            self._pieces.delete([memory.id])
        elif text != memory.query:
            self.memories.set_text(memory.id, text)
            self._pieces.changed(self.memories.get([memory.id])[memory.id])

    def keep_day(
        self, kind: Kind, words: Material, text: str, now: datetime, *, model: str, prompt: str
    ) -> Memory | None:
        """Keep what was understood of a day from `words`; None, and nothing kept, when they are no longer so.

        The memory that the day had keeps its strength and clock. What the person wrote stays as it is.
        """

        def step() -> int | None:
            if self.material(words.day).fingerprint != words.fingerprint:
                return None
            known = self.memories.of_day(kind, words.day)
            if known and self._by_hand(known[0]):
                return known[0].id
            if known:
                self._rewrite(known[0], text)
                memory = known[0].id
            else:
                memory = self._pieces.form(kind, words.day, now, text=text)
            id_ = self._reflections.add(
                DAILY[kind],
                None,
                now,
                author=Author.MODEL,
                model=model,
                prompt=prompt,
                fingerprint=words.fingerprint,
                memory=memory,
            )
            self._reflections.made_from(
                id_, turns=[turn.id for turn in words.turns], memories=[(note.id, "") for note in words.notes]
            )
            self._fits_now(id_, words)
            return memory

        kept = self._pieces.wholly(step)
        return None if kept is None else self.memory(kept)

    def keep_imported_day(self, kind: Kind, memory: int, words: Material, now: datetime, model: str = "") -> None:
        """Keep that a day's memory came in a file, with the `words` it was made from."""

        def step() -> None:
            id_ = self._reflections.add(
                DAILY[kind],
                None,
                now,
                author=Author.IMPORT,
                model=model,
                fingerprint=words.fingerprint,
                memory=memory,
            )
            self._reflections.made_from(id_, turns=[turn.id for turn in words.turns])
            if self.material(words.day).fingerprint == words.fingerprint:
                self._fits_now(id_, words)

        self._pieces.wholly(step)

    def correct_day(self, memory: Memory, text: str, now: datetime) -> None:
        """Let a day's summary or insight say `text`, the person's own words, whatever is reflected later."""

        def step() -> None:
            before = self._reflections.of_memory(memory.id)
            turns = self._reflections.turns_of(before.id) if before else []
            notes = self._reflections.memories_of([before.id]).get(before.id, []) if before else []
            self._rewrite(memory, text)
            id_ = self._reflections.add(DAILY[memory.kind], None, now, author=Author.USER, memory=memory.id)
            self._reflections.made_from(id_, turns=turns, memories=notes)
            self._pieces.removals.deleted()

        self._pieces.wholly(step)

    def _by_hand(self, memory: Memory) -> bool:
        made = self._reflections.of_memory(memory.id)
        return made is not None and made.author is Author.USER
