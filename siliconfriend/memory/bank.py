"""MemoryBank's front door: everything the rest of the program may ask of one profile's memory.

Calls may come from any thread; each is one step, done wholly or not at all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from siliconfriend.memory.dense import DenseSearch
from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.lexical import STAMP, search_terms
from siliconfriend.memory.records import (
    Counts,
    Embedder,
    Faded,
    Kind,
    Memory,
    MemoryBankError,
    MemoryState,
    Portrait,
    Recollection,
    Turn,
    TurnState,
)
from siliconfriend.memory.retrieval import Retriever
from siliconfriend.memory.store.database import Database
from siliconfriend.memory.store.identity import Identity
from siliconfriend.memory.store.memories import Memories
from siliconfriend.memory.store.migrations import migrate
from siliconfriend.memory.store.rows import as_text
from siliconfriend.memory.store.terms import DAMAGED, Terms
from siliconfriend.memory.store.turns import Turns

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path

    from siliconfriend.language import Language

DATABASE = "memory.sqlite3"
CACHES = "caches"
COPIES = "copies"
EXAMPLES = 5
EMBEDDED_BEFORE_RECALL = 16

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Bank:
    """One profile's memory, open."""

    def __init__(self, folder: Path, curve: Curve | None = None) -> None:
        """Open the memory in `folder` and bring it to today's schema; search terms that are not right are remade.

        Raises:
            MemoryBankError: the file is missing, damaged, unreadable, or from a newer program.
        """
        self.curve = curve or Curve()
        self._folder = folder
        self._database = Database(folder / DATABASE)
        try:
            migrate(self._database, folder / COPIES)
            self.identity = Identity(self._database)
            self.profile = self.identity.profile(folder.name)
            self.dialogue = Turns(self._database)
            self.memories = Memories(self._database)
            self._terms = Terms(self._database, STAMP)
            if not self._terms.sound():
                self._rebuild_terms()
        except BaseException:
            self._database.close()
            raise
        self._retriever = Retriever(self.memories, self._terms, self.curve)
        self._in_flight: set[int] = set()

    @staticmethod
    def found(folder: Path, name: str, language: Language, now: datetime) -> None:
        """Make an empty memory for a new profile in `folder`, which exists."""
        database = Database(folder / DATABASE, create=True)
        try:
            migrate(database, folder / COPIES)
            Identity(database).found(name, language, now)
        finally:
            database.close()

    # Talking

    def begin_conversation(self, now: datetime) -> int:
        """The id of a new conversation."""
        return self.dialogue.begin_conversation(now)

    def latest_conversation(self) -> int | None:
        """The conversation begun last, if any."""
        return self.dialogue.latest_conversation()

    def ask(self, conversation: int, query: str, now: datetime) -> Turn:
        """Keep what the user says, on disk when this returns; the reply is still open."""

        def step() -> int:
            turn = self.dialogue.add(conversation, query, now)
            self.form(Kind.TURN, now.date(), now, turn=turn)
            return turn

        turn = self._wholly(step)
        self._in_flight.add(turn)
        return self.dialogue.get(turn)

    def keep(self, turn: int, response: str) -> None:
        """Keep what has arrived of a reply that is still open."""
        self.dialogue.keep(turn, response)

    def answer(
        self,
        turn: int,
        response: str,
        *,
        state: TurnState,
        now: datetime,
        model: str,
        recalled: Sequence[Recollection] = (),
        echo: bool = False,
    ) -> Turn:
        """Keep a reply with the way it ended; what was recalled for it is reinforced if it came to any words.

        `echo` marks a reply that only repeats memories: it is kept, but nothing in it is remembered as new.
        """

        def step() -> None:
            self.dialogue.end(turn, response, state=state, now=now, model=model, echo=echo)
            if response:
                self.dialogue.keep_recalled(turn, recalled)
                self.memories.reinforce([one.memory.id for one in recalled], now)
            memory = self.memories.of_turn(turn)
            if memory is not None:
                self._changed(memory)

        self._wholly(step)
        self._in_flight.discard(turn)
        return self.dialogue.get(turn)

    def turns(self, *, before: int | None = None, limit: int = 20) -> list[Turn]:
        """The last `limit` turns, oldest first; with `before` (a turn's id) those said before it."""
        return self.dialogue.last(before=before, limit=limit)

    def conversation(self, conversation: int) -> list[Turn]:
        """A conversation's turns, oldest first."""
        return self.dialogue.of_conversation(conversation)

    # Recalling

    def recall(
        self, question: str, *, k: int, now: datetime, without_turns: Collection[int] = ()
    ) -> list[Recollection]:
        """The `k` memories that answer `question` best, best first. Changes nothing but caches."""
        self._embed_latest()
        asked = as_text(question)
        return self._healing_terms(lambda: self._retriever.recall(asked, k, now, without_turns))

    def portrait(self) -> Portrait:
        """What is understood of the person so far."""
        return self.identity.portrait()

    def counts(self) -> Counts:
        """How much the profile holds."""
        return self.memories.counts()

    # Forgetting

    def fade(self, now: datetime) -> Faded:
        """Archive the memories whose retention has fallen below the floor. The same clock, the same result."""
        if not self.curve.enabled:
            return Faded()
        ids = self.memories.fade(now, self.curve.life_days)
        if ids and self._retriever.dense:
            self._retriever.dense.states_changed()
        latest = ids[: -EXAMPLES - 1 : -1]
        found = self.memories.get(latest)
        return Faded(len(ids), tuple(found[id_] for id_ in latest))

    def set_state(self, ids: Iterable[int], state: MemoryState, now: datetime) -> None:
        """Pin, archive or restore memories."""
        self.memories.set_state(ids, state, now)
        if self._retriever.dense:
            self._retriever.dense.states_changed()

    # Keeping house

    def writing(self) -> AbstractContextManager[object]:
        """A transaction: every call inside it takes effect together, or none does."""
        return self._database.writing()

    def form(
        self,
        kind: Kind,
        day: date,
        now: datetime,
        *,
        turn: int | None = None,
        text: str | None = None,
        strength: float = 1.0,
        extra: object = None,
    ) -> int:
        """Form a memory of `day`, searchable at once, whose clock starts `now`; its id."""

        def step() -> int:
            memory = self.memories.form(kind, day, now, turn=turn, text=text, strength=strength, extra=extra)
            for id_, found in self.memories.texts([memory]):
                self._put_terms(id_, found)
            return memory

        return self._wholly(step)

    def attach(self, embedder: Embedder) -> None:
        """Recall by meaning from now on; the index of `embedder`'s vectors is loaded, or made from the store."""
        self._retriever.dense = DenseSearch(self._database, self.memories, embedder, self._folder / CACHES)

    def embed_missing(
        self, progress: Callable[[int, int], None] | None = None, stop: Callable[[], bool] | None = None
    ) -> int:
        """Embed what has no vector yet, telling `progress` (done, total), until `stop`; how many were."""
        dense = self._retriever.dense
        return dense.embed_missing(progress=progress, stop=stop) if dense else 0

    def check_caches(self) -> bool:
        """Look through the search terms thoroughly and remake them if they are damaged; whether they were.

        Slow for many memories: for the background.
        """
        if self._terms.whole():
            return False
        self._rebuild_terms()
        return True

    def close(self) -> None:
        """Save the caches and let go of the files."""
        try:
            if self._retriever.dense:
                self._retriever.dense.save()
        finally:
            self._database.close()

    def _changed(self, memory: Memory) -> None:
        self._put_terms(memory.id, memory.text)
        self.memories.drop_vectors(memory.id)
        if self._retriever.dense:
            self._retriever.dense.text_changed(memory.id)

    def _wholly(self, step: Callable[[], Result]) -> Result:
        """What `step` returns, done in one transaction; FTS5 writes, and may meet damage, only as that ends."""

        def transaction() -> Result:
            with self.writing():
                return step()

        return transaction() if self._database.in_transaction else self._healing_terms(transaction)

    def _put_terms(self, memory: int, text: str) -> None:
        self._healing_terms(lambda: self._terms.put(memory, " ".join(search_terms(text))))

    def _healing_terms(self, step: Callable[[], Result]) -> Result:
        """What `step` returns, tried again with new search terms if it met damage in them."""
        try:
            return step()
        except MemoryBankError as error:
            if error.code not in DAMAGED or self._terms.whole():
                raise
        self._rebuild_terms()
        return step()

    def _embed_latest(self) -> None:
        dense = self._retriever.dense
        if dense is None:
            return
        try:
            dense.embed_missing(limit=EMBEDDED_BEFORE_RECALL, but_turns=self._in_flight)
        except MemoryBankError as error:
            log.warning("the latest turns could not be embedded: %s", error.code)

    def _rebuild_terms(self) -> None:
        log.info("making the search terms anew")
        self._terms.rebuild(
            (memory.id, " ".join(search_terms(memory.text))) for memory in self.memories.everything()
        )
