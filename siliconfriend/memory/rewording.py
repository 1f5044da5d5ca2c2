"""The part of a bank where other words take the place of a memory, and where both go when it is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.records import Kind, Memory, MemoryBankError, MemoryState
from siliconfriend.memory.reflected import Replaced
from siliconfriend.memory.store.rows import as_text
from siliconfriend.memory.store.verdicts import NEVER
from siliconfriend.memory.store.wordings import INSTEAD_OF

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.reflections import Reflections
    from siliconfriend.memory.store.verdicts import Verdicts
    from siliconfriend.memory.store.wordings import Wordings


class Rewording:
    """Memories in the person's own words, with a way back."""

    memories: Memories
    _pieces: Pieces
    _reflections: Reflections
    _verdicts: Verdicts
    _wordings: Wordings

    if TYPE_CHECKING:

        def memory(self, id_: int) -> Memory: ...

        def correct_day(self, memory: Memory, text: str, now: datetime) -> None: ...

        def _day_as_it_was(self, before: Replaced) -> None: ...

    def put_in_place_of(self, id_: int, text: str, now: datetime) -> Memory:
        """Let `text` be remembered instead of a memory (see `replace`); the memory that holds it."""
        return self.memory(self.replace(id_, text, now).by)

    def replace(self, id_: int, text: str, now: datetime) -> Replaced:
        """Let `text`, the person's own words, be remembered instead of a memory; what takes that back.

        What was said stays in the transcript as it was said: a turn's memory is kept and never recalled, and a
        note of the same day says `text` in its place, as firmly held, and pinned if it was. A note is itself
        reworded, and so are a day's summary and insight, which no later reflection overwrites then.

        Raises:
            MemoryBankError: there is no such memory, or nothing in `text`.
        """
        words = as_text(text).strip()
        if not words:
            raise MemoryBankError("note_empty")

        def step() -> Replaced:
            memory, factor = self.memory(id_), self._verdicts.factors().get(id_, 1.0)
            made = self._reflections.of_memory(id_)
            sources = self._reflections.source_rows(made.id) if made is not None else ()
            by = id_
            if memory.kind is Kind.TURN:
                self._verdicts.put(id_, NEVER)
                new = NewMemory(Kind.NOTE, memory.day, words, strength=memory.strength, extra={INSTEAD_OF: id_})
                by = self._pieces.form(new, now)
                if memory.state is MemoryState.PINNED:
                    self.memories.set_state([by], MemoryState.PINNED, now)
                    self.memories.set_state([id_], MemoryState.ALIVE, now)
            elif memory.kind is Kind.NOTE:
                self.memories.set_text(id_, words)
                self._pieces.changed(self.memory(id_))
                self._pieces.removals.deleted()
            else:
                self.correct_day(memory, words, now)
            return Replaced(memory, factor, by, made, sources)

        return self._pieces.wholly(step)

    def take_back(self, before: Replaced) -> None:
        """Let a memory say what it said before other words took its place; nothing is kept of these.

        Raises:
            MemoryBankError: it is gone.
        """
        id_ = before.memory.id

        def step() -> None:
            if before.memory.kind is Kind.TURN:
                self.memory(id_)
                self._pieces.delete([before.by])
                self._verdicts.put(id_, before.factor)
                if before.memory.state is MemoryState.PINNED:
                    self.memories.set_state([id_], MemoryState.PINNED, before.memory.last_recall)
            elif before.memory.kind is Kind.NOTE:
                self.memories.set_text(id_, before.memory.query)
                self._pieces.changed(self.memory(id_))
            else:
                self._day_as_it_was(before)
            self._pieces.removals.deleted()

        self._pieces.wholly(step)

    def with_old_wordings(self, ids: Iterable[int]) -> list[int]:
        """These memories, and what they said before other words took their place: what goes when they are deleted.

        An old wording stays where another memory, which is not deleted, says it in other words as well.
        """
        wanted = list(dict.fromkeys(ids))
        return wanted + sorted(self._wordings.old(wanted).difference(wanted))
