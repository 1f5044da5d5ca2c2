"""Dense search over a profile: the embedder, its vectors in the store, and the index over them, kept in step."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from siliconfriend.memory import hnsw
from siliconfriend.memory.index import ExactIndex, Hits, VectorIndex
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.vectors import VectorRows, index_stamp

if TYPE_CHECKING:
    from pathlib import Path

    from siliconfriend.memory.records import Embedder, Vectors
    from siliconfriend.memory.store.database import Database
    from siliconfriend.memory.store.memories import Memories

EMBED_BATCH = 64
OUT_OF_STEP = -1

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Look:
    above: int
    foreign: int
    losses: int


class _Whole:
    """Up to which memory every one has a vector, as far as is known without asking the store again."""

    def __init__(self) -> None:
        self._look = _Look(0, OUT_OF_STEP, 0)
        self._lock = threading.Lock()

    def look(self, foreign: int) -> _Look:
        with self._lock:
            if foreign != self._look.foreign:
                self._look = _Look(0, foreign, self._look.losses)
            return self._look

    def saw(self, look: _Look, up_to: int) -> None:
        """Nothing was missing since `look`: true unless something was lost, or another process wrote, meanwhile."""
        with self._lock:
            if look == self._look:
                self._look = replace(look, above=max(look.above, up_to))

    def lost(self, memory: int) -> None:
        with self._lock:
            look = self._look
            self._look = replace(look, above=min(look.above, memory - 1), losses=look.losses + 1)


class DenseSearch:
    """Finds memories by meaning."""

    def __init__(self, database: Database, memories: Memories, embedder: Embedder, folder: Path) -> None:
        self.embedder = embedder
        self._database = database
        self._memories = memories
        self._whole = _Whole()
        self._rows = VectorRows(database, embedder, self._whole.lost)
        self._file = folder / hnsw.FILE
        self._index, self._seen = self._open()
        self._unsaved = False
        self._lock = threading.RLock()  # taken before the database's, never while that is held
        self._foreign = OUT_OF_STEP
        self._void: deque[int] = deque()
        self._moved: deque[int] = deque()
        self._catch_up()

    def search(self, vector: Vectors, k: int) -> Hits:
        """The up to `k` memories nearest to `vector`, best first."""
        with self._lock:
            self._catch_up()
            return self._index.search(vector, k)

    def search_faded(self, vector: Vectors, k: int) -> Hits:
        """The up to `k` faded memories nearest to `vector`, best first: all are compared, as no index has them."""
        index = ExactIndex(self.embedder.dimension)
        for ids, vectors in self._rows.faded():
            index.put(ids, vectors)
        return index.search(vector, k)

    def vectors(self, memories: Iterable[int]) -> dict[int, Vectors]:
        """Stored vectors by memory id. An index would give them back no faster."""
        return self._rows.get(list(memories))

    def embed_missing(
        self,
        *,
        limit: int | None = None,
        but_turns: Collection[int] = (),
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> int:
        """Embed memories that have no vector yet, newest first; how many were.

        Safe to be killed or stopped (`stop` returns True) at any point: what is done is kept, the rest is found
        missing the next time. `progress` is told (done, total); `but_turns` are left for later.
        """
        total, done = self._rows.count_missing() if progress else 0, 0
        below: int | None = None  # so that no batch walks again over all those before it
        while not (stop and stop()) and (limit is None or done < limit):
            wanted = EMBED_BATCH if limit is None else min(EMBED_BATCH, limit - done)
            missing = self._missing(wanted, but_turns, below)
            if not missing and below is not None:  # what came meanwhile, or was edited
                missing = self._missing(wanted, but_turns)
            texts = self._memories.texts(missing)
            if not texts:
                break
            below = missing[-1]
            self._put_unchanged(texts, self.embedder.encode([text for _, text in texts]))
            self._take_new()
            done += len(texts)
            if progress:
                progress(done, max(total, done))
        return done

    def count_missing(self) -> int:
        """How many memories have no vector yet."""
        return self._rows.count_missing()

    def _missing(self, wanted: int, but_turns: Collection[int], below: int | None = None) -> list[int]:
        """Ids of memories without a vector; looks only at those that may have lost it or come since last time."""
        look = self._whole.look(self._database.foreign_changes)
        found = self._rows.missing(wanted, but_turns, above=look.above, below=below)
        if not found and below is None:
            self._whole.saw(look, self._rows.newest_memory(but_turns))
        return found

    def _put_unchanged(self, texts: Sequence[tuple[int, str]], vectors: Vectors) -> None:
        """Keep the vectors of texts that have not been edited while they were embedded."""
        with self._database.writing():
            now = dict(self._memories.texts([id_ for id_, _ in texts]))
            rows = [row for row, (id_, text) in enumerate(texts) if now.get(id_) == text]
            self._rows.put([texts[row][0] for row in rows], vectors[rows])

    def text_changed(self, memory: int) -> None:
        """A memory's vector is no longer in the store: before the next search it leaves the index.

        Waits for nothing, so that it may be told inside a transaction; if that fails, the vector stays.
        """
        self._void.append(memory)
        self._whole.lost(memory)

    def states_changed(self, memories: Iterable[int]) -> None:
        """These have faded or come back: before the next search the index follows. Waits for nothing."""
        self._moved.extend(memories)

    def save(self) -> None:
        """Keep the index file if it is not what it was; a full disk only costs the next start."""
        with self._lock:
            try:
                self._catch_up()
                if isinstance(self._index, hnsw.HnswIndex) and self._unsaved:
                    self._write(self._index)
            except (OSError, MemoryBankError) as error:
                log.warning("index cache not saved: %s", error)

    def replace_file(self) -> None:
        """Put the index as the store has it now in the place of whatever its file holds.

        Raises:
            OSError: the disk refused.
            MemoryBankError: the store refused.
        """
        with self._lock:
            self._catch_up()
            if isinstance(self._index, hnsw.HnswIndex):
                self._write(self._index)
            else:
                hnsw.remove(self._file)

    def _write(self, index: hnsw.HnswIndex) -> None:
        with self._database.writing():
            stamp = index.save(self._file, self.embedder.name, self._seen)
            self._rows.keep_index_stamp(stamp)
        self._unsaved = False

    def _catch_up(self) -> None:
        """Bring the index in step with the store: new vectors in, deleted and faded ones out, restored ones in."""
        with self._lock:
            if void := _taken(self._void):
                self._drop(void - self._rows.get(list(void)).keys())
            if moved := _taken(self._moved):
                try:
                    self._follow(self._rows.recallable(moved), self._index.ids() & moved)
                except MemoryBankError:
                    self._moved.extend(moved)
                    raise
            foreign = self._database.foreign_changes
            if foreign == self._foreign:
                return
            self._foreign = foreign
            self._take_new()
            self._follow(self._rows.recallable(), self._index.ids())

    def _follow(self, alive: set[int], indexed: set[int]) -> None:
        self._drop(indexed - alive)
        back = list(alive - indexed)
        for begin in range(0, len(back), EMBED_BATCH):
            if found := self._rows.get(back[begin : begin + EMBED_BATCH]):
                self._index.put(list(found), np.stack(list(found.values())))
                self._unsaved = True

    def _drop(self, memories: Collection[int]) -> None:
        if memories:
            self._index.drop(list(memories))
            self._unsaved = True

    def _take_new(self) -> None:
        with self._lock:
            newest = self._rows.newest()
            for ids, vectors in self._rows.since(self._seen):
                self._index.put(ids, vectors)
                self._unsaved = True
            self._seen = newest

    def _open(self) -> tuple[VectorIndex, int]:
        dimension = self.embedder.dimension
        if not hnsw.installed():
            return ExactIndex(dimension), 0
        found = hnsw.HnswIndex.load(self._file, self.embedder.name, dimension, index_stamp(self._database))
        return found or (hnsw.HnswIndex(dimension), 0)


def _taken(waiting: deque[int]) -> set[int]:
    """What waits, which others may add to meanwhile, and does so no more."""
    return {waiting.popleft() for _ in range(len(waiting))}
