"""The part of a bank where the person says what they think of a memory. Ids that are not there are passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.records import Kind, Memory, MemoryBankError, MemoryState, Turn
from siliconfriend.memory.reflected import Replaced
from siliconfriend.memory.store.rows import as_text
from siliconfriend.memory.store.verdicts import NEVER

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.reflections import Reflections
    from siliconfriend.memory.store.turns import Turns
    from siliconfriend.memory.store.verdicts import Verdicts

OUT_OF_PLACE = 0.5
INSTEAD_OF = "instead_of"


class Judging:
    """Lowering, silencing, rewording and deleting memories, all but the last with a way back."""

    dialogue: Turns
    memories: Memories
    _pieces: Pieces
    _reflections: Reflections
    _verdicts: Verdicts

    if TYPE_CHECKING:

        def memory(self, id_: int) -> Memory: ...

        def correct_day(self, memory: Memory, text: str, now: datetime) -> None: ...

        def _day_as_it_was(self, before: Replaced) -> None: ...

    def not_this_one(self, ids: Iterable[int]) -> None:
        """These memories were out of place: each time this is said they count for half as much in recall."""
        self._verdicts.lower(ids, OUT_OF_PLACE)

    def never_recall(self, ids: Iterable[int]) -> None:
        """Keep these memories, and recall them no more, whatever retraction is taken back."""
        self._verdicts.silence(ids)

    def memories_in_sight(self, ids: Collection[int]) -> set[int]:
        """Those of `ids` that are there, and are not being deleted."""
        return self.memories.get(ids).keys() - set(self._verdicts.condemned())

    def silenced_turns(self) -> set[int]:
        """The turns that are not to be told again: not to be recalled, let go, or being deleted."""
        return self._verdicts.silenced_turns()

    def verdicts(self) -> dict[int, float]:
        """What each judged memory counts for in recall, by id: 1 is as any other, 0 is not recalled."""
        return self._verdicts.factors()

    def all_let_go(self) -> set[int]:
        """The ids of the memories that the person let fade, not the curve."""
        return self._verdicts.all_let_go()

    def judge(self, id_: int, factor: float) -> None:
        """Let a memory count for `factor`, as `verdicts` tells it."""
        if factor < 1:
            self._verdicts.lower([id_], factor)

    def recall_again(self, ids: Iterable[int]) -> None:
        """Take back what was said of these memories: they are recalled like any other."""
        self._verdicts.lift(ids)

    def put_back(self, id_: int, state: MemoryState, factor: float, now: datetime, *, let_go: bool = False) -> None:
        """Let a memory stand as it did before a change by hand: its clock goes on as if nothing had been done."""

        def step() -> None:
            self.memories.set_state([id_], state, now, restart=False)
            self._verdicts.put(id_, factor)
            self._verdicts.let_go([id_], gone=let_go)

        self._pieces.wholly(step)
        self._pieces.states_changed([id_])

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

    def begin_deleting(self, ids: Iterable[int], now: datetime) -> None:
        """Take memories out of sight and out of recall. They are deleted by `finish_deleting`, if need be the next
        time the bank is opened and closed; until then `undo_deleting` brings them back.
        """
        self._verdicts.condemn(ids, now)

    def undo_deleting(self, ids: Collection[int]) -> bool:
        """These memories are what they were; False when one of them is gone for good."""
        self._verdicts.reprieve(ids)
        return len(self.memories.get(ids)) == len(ids)

    def finish_deleting(self, but: Collection[int] = (), before: datetime | None = None) -> list[Turn]:
        """Delete for good what is on its way out, apart from `but`; the turns that went with it, as they were.

        With `before` only what has been on its way since then: nobody can be about to bring it back.
        """
        if not self._verdicts.condemned(before):
            return []

        def step() -> list[Turn]:
            gone = [id_ for id_ in self._verdicts.condemned(before) if id_ not in but]
            turns = self.dialogue.of_ids(
                one.turn for one in self.memories.get(gone).values() if one.turn is not None
            )
            self._pieces.delete(gone)
            return turns

        return self._pieces.wholly(step)
