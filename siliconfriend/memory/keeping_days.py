"""The part of a bank that keeps what was understood of a day, by whoever understood it: model, person or file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from siliconfriend.memory import days as days_
from siliconfriend.memory.daily import Daily
from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.reflected import BUILTIN, DAILY, MADE_FROM, Author, NewReflection, Replaced
from siliconfriend.memory.sentences import telling

if TYPE_CHECKING:
    from datetime import date, datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.records import Kind, Memory
    from siliconfriend.memory.reflected import Material


class KeepingDays(Daily):
    """A day's summary and insight are written anew, corrected, silenced, or as they were again."""

    _pieces: Pieces

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
            new = NewReflection.of_day(kind, memory, now, Author.MODEL, words)
            id_ = self._reflections.add(replace(new, model=model, prompt=prompt))
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
            new = NewReflection.of_day(kind, memory, now, Author.IMPORT, words)
            id_ = self._reflections.add(replace(new, model=model))
            self._keep_sources(id_, {turn.id for turn in words.turns}, {note.id for note in words.notes})
            if self.material(words.day).fingerprint == words.fingerprint:
                self._fits_now(id_, words)

        self._pieces.wholly(step)

    def correct_day(self, memory: Memory, text: str, now: datetime) -> None:
        """Let a day's summary or insight say `text`, the person's own words, whatever is reflected later."""

        def step() -> None:
            turns, notes = self._sources(memory)
            self._rewrite(memory, text)
            id_ = self._reflections.add(NewReflection(DAILY[memory.kind], now, Author.USER, memory=memory.id))
            self._keep_sources(id_, turns, notes)
            self._pieces.removals.deleted()

        self._pieces.wholly(step)

    def _day_as_it_was(self, before: Replaced) -> None:
        """Let a day's summary or insight say again what it said, written by whoever wrote it."""
        self._rewrite(self.memory(before.memory.id), before.memory.query)
        if (made := before.made) is not None:
            id_ = self._reflections.add(NewReflection.again(made))
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
