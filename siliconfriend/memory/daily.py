"""The part of a bank that tells which days have words, what was understood of each, and whether it still fits."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory import days as days_
from siliconfriend.memory.records import Kind, Memory, MemoryBankError
from siliconfriend.memory.reflected import DAILY, Day, Material, Reflection

if TYPE_CHECKING:
    from datetime import date

    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.reflections import Reflections
    from siliconfriend.memory.store.spoken import SpokenDays
    from siliconfriend.memory.store.turns import Turns
    from siliconfriend.memory.store.verdicts import Verdicts

log = logging.getLogger(__name__)


class Daily:
    """Days with words in them, their summaries and insights."""

    dialogue: Turns
    memories: Memories
    _reflections: Reflections
    _spoken: SpokenDays
    _verdicts: Verdicts
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
        """Whether nothing of the day is being answered or deleted right now: its end, or an undo, would not show
        in the day's number.
        """
        return self._spoken.counted(words.day) == len(words.turns) + len(words.notes)

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
        """What was said and noted on `day`, but for what is being answered right now, and what is never to be
        recalled, was let go or is being deleted.
        """
        words = self.everything_of(day)
        turns, notes = self._verdicts.silenced_turns(), self._verdicts.silenced()
        return days_.material(
            day,
            [turn for turn in words.turns if turn.id not in turns],
            [note for note in words.notes if note.id not in notes],
        )

    def everything_of(self, day: date) -> Material:
        """What was said and noted on `day`, whatever the person thinks of it; not what is being answered."""
        turns = [turn for turn in self.dialogue.of_day(day) if turn.id not in self._in_flight]
        return days_.material(day, turns, self.memories.of_day(Kind.NOTE, day))

    def told_in(self, memories: Iterable[Memory]) -> list[Material]:
        """What these days' summaries or insights were made from and may be told, by day, oldest first.

        What was said on a day since is not in it.
        """
        turns, notes = self._reflections.told(one.id for one in memories)
        said = [turn for turn in self.dialogue.of_ids(turns) if turn.id not in self._in_flight]
        return days_.materials(
            sorted(said, key=lambda turn: (turn.day, turn.index)),
            sorted(self.memories.get(notes).values(), key=lambda note: note.id),
            but_turns=self._verdicts.silenced_turns(),
            but_notes=self._verdicts.silenced(),
        )

    def _materials(self, since: date | None) -> list[Material]:
        notes = [one for one in self.memories.all(Kind.NOTE) if since is None or one.day >= since]
        turns = [turn for turn in self.dialogue.said(since) if turn.id not in self._in_flight]
        return days_.materials(
            turns, notes, but_turns=self._verdicts.silenced_turns(), but_notes=self._verdicts.silenced()
        )

    def _day(self, words: Material) -> Day:
        held = {kind: next(iter(self.memories.of_day(kind, words.day)), None) for kind in DAILY}
        due = [kind for kind, memory in held.items() if not self._fits(memory, words)]
        if not words.turns and not words.notes:  # nothing is missing
            due = [kind for kind in due if held[kind]] if self._whole(words) else []
        return days_.day_of(words, held, due)

    def _fits(self, memory: Memory | None, words: Material) -> bool:
        made = self._reflections.of_memory(memory.id) if memory else None
        return made is not None and days_.fits(made, words, self._reflections.turns_of(made.id))
