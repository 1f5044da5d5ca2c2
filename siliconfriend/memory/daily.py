"""The part of a bank that keeps what was understood of days: in which words, and whether it still fits them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory import days as days_
from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.records import Kind, Memory, MemoryBankError
from siliconfriend.memory.reflected import (
    BUILTIN,
    DAILY,
    MADE_FROM,
    Author,
    Day,
    Material,
    Reflection,
    Replaced,
)
from siliconfriend.memory.sentences import telling

if TYPE_CHECKING:
    from datetime import date, datetime

    from siliconfriend.memory.pieces import Pieces
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
    _pieces: Pieces
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

        The memory that the day had keeps its strength and clock, and goes with what it was made from before, as
        the portrait that was made from it does. What the person wrote stays as it is.
        """

        def step() -> int | None:
            if self.material(words.day).fingerprint != words.fingerprint:
                return None
            known = self.memories.of_day(kind, words.day)
            if known and self._by_hand(known[0]):
                return known[0].id
            turns, notes = {turn.id for turn in words.turns}, {note.id for note in words.notes}
            before = self._sources(known[0]) if known else (set[int](), set[int]())
            if known:
                self._rewrite(known[0], text)
                memory = known[0].id
            else:
                memory = self._pieces.form(NewMemory(kind, words.day, text), now)
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
            self._keep_sources(id_, turns, notes)
            self._keep_sources(id_, before[0] - turns, before[1] - notes, told=False)
            self._fits_now(id_, words)
            return memory

        kept = self._pieces.wholly(step)
        return None if kept is None else self.memory(kept)

    def _keep_sources(self, reflection: int, turns: set[int], notes: set[int], *, told: bool = True) -> None:
        memories = [(note, "") for note in sorted(notes)]
        self._reflections.made_from(reflection, turns=sorted(turns), memories=memories, told=told)

    def _sources(self, memory: Memory) -> tuple[set[int], set[int]]:
        """The turns and notes that a day's memory was made from."""
        made = self._reflections.of_memory(memory.id)
        if made is None:
            return set(), set()
        notes = self._reflections.memories_of([made.id]).get(made.id, [])
        return set(self._reflections.turns_of(made.id)), {id_ for id_, _ in notes}

    def keep_silence(self, kind: Kind, day: date, text: str, now: datetime) -> bool:
        """Let what was understood of a day say `text` instead, when none of the day's words is to be told any more
        and it still holds some; whether it does now.

        It is not deleted: what it was made from is only silenced, and all of the portrait would go with it.
        """

        def step() -> bool:
            words = self.material(day)
            if words.turns or words.notes or kind not in self._day(words).due:
                return False
            return self.keep_day(kind, words, text, now, model=BUILTIN, prompt="") is not None

        return self._pieces.wholly(step)

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
            turns, notes = self._sources(memory)
            self._rewrite(memory, text)
            id_ = self._reflections.add(DAILY[memory.kind], None, now, author=Author.USER, memory=memory.id)
            self._keep_sources(id_, turns, notes)
            self._pieces.removals.deleted()

        self._pieces.wholly(step)

    def _day_as_it_was(self, before: Replaced) -> None:
        """Let a day's summary or insight say again what it said, written by whoever wrote it."""
        self._rewrite(self.memory(before.memory.id), before.memory.query)
        if (made := before.made) is not None:
            id_ = self._reflections.add(
                made.part,
                None,
                made.at,
                author=made.author,
                model=made.model,
                prompt=made.prompt,
                fingerprint=made.fingerprint,
                memory=before.memory.id,
            )
            self._reflections.put_source_rows(id_, before.sources)

    def _think_over(self, facts: Sequence[str]) -> None:
        """Let the days be due whose words tell one of `facts`, or of which the portrait was told something else
        than is left of them: what was taken out of them may be told again.
        """
        words = [one for one in self._materials(None) if one.turns or one.notes]
        days = {one.day for one in words}
        telling_days = {one.day for one in words if any(telling(days_.all_of(one), fact) for fact in facts)}
        versions = [one.id for part in MADE_FROM for one in self._reflections.of_part(part)]
        told = [pair for pairs in self._reflections.memories_of(versions).values() for pair in pairs]
        held = self.memories.get(id_ for id_, _ in told)
        changed = {id_ for id_, mark in told if mark and id_ in held and mark != days_.digest(held[id_].query)}
        self._reflections.outdate(
            memory.id
            for kind in DAILY
            for memory in self.memories.all(kind)
            if memory.day in telling_days or (memory.id in changed and memory.day in days)
        )

    def _by_hand(self, memory: Memory) -> bool:
        made = self._reflections.of_memory(memory.id)
        return made is not None and made.author is Author.USER
