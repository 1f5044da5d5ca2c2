"""The part of a bank where the person says what they think of a memory. Ids that are not there are passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.records import Kind, Memory, MemoryBankError, Turn
from siliconfriend.memory.store.rows import as_text

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.turns import Turns
    from siliconfriend.memory.store.verdicts import Verdicts

OUT_OF_PLACE = 0.5
INSTEAD_OF = "instead_of"


class Judging:
    """Lowering, silencing, rewording and deleting memories, all but the last with a way back."""

    dialogue: Turns
    memories: Memories
    _pieces: Pieces
    _verdicts: Verdicts

    if TYPE_CHECKING:

        def memory(self, id_: int) -> Memory: ...

        def correct_day(self, memory: Memory, text: str, now: datetime) -> None: ...

    def not_this_one(self, ids: Iterable[int]) -> None:
        """These memories were out of place: each time this is said they count for half as much in recall."""
        self._verdicts.lower(ids, OUT_OF_PLACE)

    def never_recall(self, ids: Iterable[int]) -> None:
        """Keep these memories, and recall them no more."""
        self._verdicts.silence(ids)

    def recall_again(self, ids: Iterable[int]) -> None:
        """Take back what was said of these memories: they are recalled like any other."""
        self._verdicts.lift(ids)

    def put_in_place_of(self, id_: int, text: str, now: datetime) -> Memory:
        """Let `text`, the person's own words, be remembered instead of a memory; the memory that holds them.

        What was said stays in the transcript as it was said: a turn's memory is kept and never recalled, and a
        note of the same day says `text` in its place. A note is itself reworded, and so are a day's
        summary and insight, which no later reflection overwrites then.

        Raises:
            MemoryBankError: there is no such memory, or nothing in `text`.
        """
        words = as_text(text).strip()
        if not words:
            raise MemoryBankError("note_empty")

        def step() -> int:
            memory = self.memory(id_)
            if memory.kind is Kind.TURN:
                self._verdicts.silence([id_])
                return self._pieces.form(Kind.NOTE, memory.day, now, text=words, extra={INSTEAD_OF: id_})
            if memory.kind is Kind.NOTE:
                self.memories.set_text(id_, words)
                self._pieces.changed(self.memory(id_))
                self._pieces.removals.deleted()
            else:
                self.correct_day(memory, words, now)
            return id_

        return self.memory(self._pieces.wholly(step))

    def begin_deleting(self, ids: Iterable[int], now: datetime) -> None:
        """Take memories out of sight and out of recall. They are deleted by `finish_deleting`, if need be the next
        time the bank is opened and closed; until then `undo_deleting` brings them back.
        """
        self._verdicts.condemn(ids, now)

    def undo_deleting(self, ids: Collection[int]) -> bool:
        """These memories are what they were; False when one of them is gone for good."""
        self._verdicts.reprieve(ids)
        return len(self.memories.get(ids)) == len(ids)

    def finish_deleting(self, but: Collection[int] = ()) -> list[Turn]:
        """Delete for good what is on its way out, apart from `but`; the turns that went with it, as they were."""

        if not self._verdicts.condemned():
            return []

        def step() -> list[Turn]:
            gone = [id_ for id_ in self._verdicts.condemned() if id_ not in but]
            turns = self.dialogue.of_ids(
                one.turn for one in self.memories.get(gone).values() if one.turn is not None
            )
            self._pieces.delete(gone)
            return turns

        return self._pieces.wholly(step)
