"""The retrievable pieces and all that is made of their words, in step: rows, search terms, vectors, index."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from siliconfriend.memory.lexical import search_terms
from siliconfriend.memory.records import Memory, MemoryBankError
from siliconfriend.memory.store.removal import Removals
from siliconfriend.memory.store.terms import DAMAGED

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.new import NewMemory
    from siliconfriend.memory.retrieval import Retriever
    from siliconfriend.memory.store.database import Database
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.terms import Terms

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Pieces:
    """Changes to memories, each in one transaction, and search terms that are made anew where they are damaged."""

    def __init__(self, database: Database, memories: Memories, terms: Terms, retriever: Retriever) -> None:
        self.memories = memories
        self.removals = Removals(database)
        self._database = database
        self._terms = terms
        self._retriever = retriever

    def form(self, new: NewMemory, now: datetime) -> int:
        """A new memory, searchable at once, whose clock starts `now`; its id."""

        def step() -> int:
            memory = self.memories.form(new, now)
            for id_, found in self.memories.texts([memory]):
                self._put_terms(id_, found)
            return memory

        return self.wholly(step)

    def changed(self, memory: Memory) -> None:
        """Follow a memory whose words are no longer what they were."""
        self._put_terms(memory.id, memory.text)
        self.memories.drop_vectors(memory.id)
        if dense := self._retriever.dense:
            dense.text_changed(memory.id)

    def states_changed(self, memories: Iterable[int]) -> None:
        """Follow memories that have faded or come back."""
        if dense := self._retriever.dense:
            dense.states_changed(memories)

    def delete(self, ids: Iterable[int]) -> int:
        """Delete memories, turns with their turns, and what was made from them; how many of `ids` there were."""
        wanted = set(ids)
        return len(wanted.intersection(self._delete(lambda: self.removals.memories(wanted))))

    def delete_reply(self, turn: int) -> None:
        """Delete a turn's reply, and what was made from it.

        Raises:
            MemoryBankError: there is no such turn.
        """
        self._delete(lambda: self.removals.reply(turn))

    def _delete(self, remove: Callable[[], list[int]]) -> list[int]:
        def step() -> list[int]:
            gone = remove()
            self.healing_terms(lambda: self._terms.drop(gone))
            return gone

        gone = self.wholly(step)
        if dense := self._retriever.dense:
            for id_ in gone:
                dense.text_changed(id_)
        return gone

    def wholly(self, step: Callable[[], Result]) -> Result:
        """What `step` returns, done in one transaction; FTS5 writes, and may meet damage, only as that ends."""

        def transaction() -> Result:
            with self._database.writing():
                return step()

        return transaction() if self._database.in_transaction else self.healing_terms(transaction)

    def healing_terms(self, step: Callable[[], Result]) -> Result:
        """What `step` returns, tried again with new search terms if it met damage in them."""
        try:
            return step()
        except MemoryBankError as error:
            if error.code not in DAMAGED or self._terms.whole():
                raise
        self.rebuild_terms()
        return step()

    def rebuild_terms(self) -> None:
        """Make the search terms anew from the memories."""
        log.info("making the search terms anew")
        self._terms.rebuild(
            (memory.id, " ".join(search_terms(memory.text))) for memory in self.memories.everything()
        )

    def _put_terms(self, memory: int, text: str) -> None:
        self.healing_terms(lambda: self._terms.put(memory, " ".join(search_terms(text))))
