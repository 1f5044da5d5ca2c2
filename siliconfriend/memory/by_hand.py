"""The part of a bank where memories are in the user's own hands. Ids that are not there are passed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.memory.lexical import query_terms, search_terms
from siliconfriend.memory.looked_for import written_forms
from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.ranking import UNDERSTOOD
from siliconfriend.memory.records import Kind, Memory, MemoryBankError, MemoryState
from siliconfriend.memory.sentences import sentences
from siliconfriend.memory.store.rows import as_text

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.records import Recollection
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.turns import Turns
    from siliconfriend.memory.store.verdicts import Verdicts


FOUND_TO_FORGET = 50
MOST_QUOTING = 200


@dataclass(frozen=True, slots=True)
class ToForget:
    """A memory that may be meant; `certain`: it holds every word that was given.

    `quoted`: what the reply in its turn repeats of another memory, where that holds the words.
    """

    memory: Memory
    certain: bool
    quoted: str = ""


class ByHand:
    """Looking through memories; pinning, fading, bringing back, writing and deleting them."""

    dialogue: Turns
    memories: Memories
    _pieces: Pieces
    _verdicts: Verdicts

    if TYPE_CHECKING:

        def memories_like(self, text: str, *, faded: bool = False, limit: int = 50) -> list[Recollection]: ...

        def with_old_wordings(self, ids: Iterable[int]) -> list[int]: ...

        def _delete(self, ids: Iterable[int]) -> int: ...

    def list_memories(
        self,
        *,
        kind: Kind | None = None,
        state: MemoryState | None = None,
        limit: int = 50,
        before: int | None = None,
    ) -> list[Memory]:
        """Up to `limit` memories, the latest day first; with `before` (a memory's id) those that follow it."""
        return self.memories.page(kind=kind, state=state, limit=limit, before=before)

    def memory(self, id_: int) -> Memory:
        """One memory.

        Raises:
            MemoryBankError: there is no such memory.
        """
        found = self.memories.get([id_])
        if id_ not in found:
            raise MemoryBankError("no_such_memory", memory=id_)
        return found[id_]

    def pin(self, ids: Iterable[int], now: datetime) -> None:
        """From now on these memories never fade; faded ones come back."""
        self._move(ids, now, to=MemoryState.PINNED)

    def unpin(self, ids: Iterable[int], now: datetime) -> None:
        """Pinned memories are on the curve again."""
        self._move(ids, now, to=MemoryState.ALIVE, only=MemoryState.PINNED)

    def archive(self, ids: Iterable[int], now: datetime) -> None:
        """Let memories go, which fade by hand: not recalled, left out of what is understood of their days, kept."""
        self._move(ids, now, to=MemoryState.FADED)

    def restore(self, ids: Iterable[int], now: datetime) -> None:
        """Bring faded memories back; their clocks start `now`."""
        self._move(ids, now, to=MemoryState.ALIVE, only=MemoryState.FADED)

    def remember(self, text: str, now: datetime) -> Memory:
        """Keep a note the user wrote.

        Raises:
            MemoryBankError: there is nothing in it.
        """
        words = as_text(text).strip()
        if not words:
            raise MemoryBankError("note_empty")
        return self.memory(self._pieces.form(NewMemory(Kind.NOTE, now.date(), words), now))

    def found_to_forget(self, text: str) -> list[ToForget]:
        """The turns and notes that hold words of `text`, faded ones too: first those that hold every word.

        What was understood from them goes with them, and is not listed; of days whose turns are not here it is.
        Replies that only repeat memories are listed where they add what was missing to hold every word.
        """
        terms = set(query_terms(as_text(text)))
        found = self.memories_like(text, faded=True, limit=FOUND_TO_FORGET) if terms else []
        held = [(one.memory, terms.issubset(search_terms(one.memory.text))) for one in found]
        certain = {one.id for one, all_of_it in held if all_of_it}
        quoting = [one for one in self._quoting(text, terms) if one.memory.id not in certain]
        listed = {one.memory.id for one in quoting}
        said = {one.day for one, _ in held if one.kind not in UNDERSTOOD} | {one.memory.day for one in quoting}
        wanted = [
            ToForget(one, all_of_it)
            for one, all_of_it in held
            if (one.kind not in UNDERSTOOD or one.day not in said)
            and one.id not in listed
            and not terms.isdisjoint(search_terms(one.text))
        ]
        return sorted([*wanted, *quoting], key=lambda one: not one.certain)

    def _quoting(self, text: str, terms: set[str]) -> list[ToForget]:
        """The turns that hold every one of `terms` with what their replies repeat."""
        found = []
        turns = self.dialogue.containing(written_forms(text), limit=MOST_QUOTING, echo=True) if terms else []
        for turn in turns:
            quoted = [one for one in sentences(turn.response) if not terms.isdisjoint(search_terms(one))]
            memory = self.memories.of_turn(turn.id)
            if quoted and memory is not None and terms.issubset(search_terms(f"{turn.query}\n{turn.response}")):
                found.append(ToForget(memory, True, quoted[0]))
        return found

    def delete_memories(self, ids: Iterable[int]) -> int:
        """Delete memories for good, a turn's with its turn, what they said before other words took its place, and
        what was retracted in their words; how many there were. `scrub` sweeps the bytes away.
        """
        return self._pieces.wholly(lambda: self._delete(self.with_old_wordings(ids)))

    def set_state(self, ids: Iterable[int], state: MemoryState, now: datetime) -> None:
        """Pin, archive or restore memories."""
        self._move(ids, now, to=state)

    def _move(self, ids: Iterable[int], now: datetime, *, to: MemoryState, only: MemoryState | None = None) -> None:
        wanted = list(ids)

        def step() -> None:
            found = self.memories.get(wanted)
            chosen = [one.id for one in found.values() if only is None or one.state is only]
            self.memories.set_state(chosen, to, now)
            self._verdicts.let_go(chosen, gone=to is MemoryState.FADED)

        self._pieces.wholly(step)
        self._pieces.states_changed(wanted)
