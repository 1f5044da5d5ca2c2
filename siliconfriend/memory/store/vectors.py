"""The memories' vectors, by the embedder that made them.

Every vector has an id that is never used again: whoever remembers the highest id it has seen can ask for all
that came later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.rows import as_json

if TYPE_CHECKING:
    from siliconfriend.memory.records import Embedder, Vectors
    from siliconfriend.memory.store.database import Database

BATCH = 2048
CACHE = "index"
NEVER_REACHED = 2**63 - 1

log = logging.getLogger(__name__)


_SINCE = (
    "SELECT vector.id, memory, vector FROM vector JOIN memory ON memory.id = vector.memory "
    "WHERE vector.id > ? AND +embedder = ? AND state != 'faded' ORDER BY vector.id LIMIT ?"
)
"""The `+`: SQLite would else walk through all vectors of the embedder to find the few after an id."""


class VectorRows:
    """The vectors of one embedder."""

    def __init__(self, database: Database, embedder: Embedder, lost: Callable[[int], None]) -> None:
        """`lost` is told of each memory whose vector was none, and has to be made anew."""
        self._database = database
        self._lost = lost
        self._dimension = embedder.dimension
        key: list[object] = [embedder.name, embedder.dimension]
        self._embedder = self._known(key) or self._added(key)  # nothing is written where it is known: it may not be

    def _known(self, key: list[object]) -> int:
        with self._database.reading() as db:
            row = db.execute("SELECT id FROM embedder WHERE name = ? AND dimension = ?", key).fetchone()
        return row[0] if row else 0

    def _added(self, key: list[object]) -> int:
        with self._database.writing() as db:
            db.execute("INSERT OR IGNORE INTO embedder (name, dimension) VALUES (?, ?)", key)
            return self._known(key)

    def put(self, memories: Sequence[int], vectors: Vectors) -> None:
        """Keep or replace the vectors of `memories`; of those deleted meanwhile nothing is kept."""
        with self._database.writing() as db:
            db.conn.executemany(
                "DELETE FROM vector WHERE embedder = ? AND memory = ?",
                [(self._embedder, id_) for id_ in memories],
            )
            db.conn.executemany(
                "INSERT INTO vector (embedder, memory, vector) SELECT ?, id, ? FROM memory WHERE id = ?",
                [
                    (self._embedder, np.ascontiguousarray(vector, dtype="<f4").tobytes(), id_)
                    for id_, vector in zip(memories, vectors, strict=True)
                ],
            )

    def missing(
        self, limit: int, but_turns: Collection[int] = (), *, above: int = 0, below: int | None = None
    ) -> list[int]:
        """Ids of up to `limit` memories without a vector yet, between two and not of `but_turns`; newest first."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT id FROM memory WHERE id > ? AND id < ? AND NOT EXISTS "
                "(SELECT 1 FROM vector WHERE embedder = ? AND memory = memory.id) "
                "AND (turn IS NULL OR turn NOT IN (SELECT value FROM json_each(?))) ORDER BY id DESC LIMIT ?",
                [above, NEVER_REACHED if below is None else below, self._embedder, as_json(list(but_turns)), limit],
            ).fetchall()
        return [row[0] for row in rows]

    def newest_memory(self, but_turns: Collection[int] = ()) -> int:
        """The newest memory older than any of `but_turns`; 0 when there is none."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT coalesce(max(id), 0) FROM memory WHERE id < coalesce((SELECT min(id) FROM memory "
                "WHERE turn IN (SELECT value FROM json_each(?))), ?)",
                [as_json(list(but_turns)), NEVER_REACHED],
            ).fetchone()
        return int(row[0])

    def count_missing(self) -> int:
        """How many memories have no vector yet."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT (SELECT count(*) FROM memory) - (SELECT count(*) FROM vector WHERE embedder = ?)",
                [self._embedder],
            ).fetchone()
        return int(row[0])

    def recallable(self, among: Iterable[int] | None = None) -> set[int]:
        """Ids of the memories, if need be only those `among` some, that have a vector and have not faded."""
        wanted = (
            "SELECT memory FROM vector JOIN memory ON memory.id = vector.memory "
            "WHERE embedder = ? AND state != 'faded'"
        )
        values: list[object] = [self._embedder]
        if among is not None:
            wanted += " AND memory IN (SELECT value FROM json_each(?))"
            values.append(as_json(list(among)))
        with self._database.reading() as db:
            return {row[0] for row in db.execute(wanted, values)}

    def faded(self) -> Iterator[tuple[list[int], Vectors]]:
        """Batches of (memory ids, vectors) of the faded memories."""
        with self._database.reading() as db:
            ids = [row[0] for row in db.execute("SELECT id FROM memory WHERE state = 'faded'")]
        for begin in range(0, len(ids), BATCH):
            if found := self.get(ids[begin : begin + BATCH]):
                yield list(found), np.stack(list(found.values()))

    def newest(self) -> int:
        """The highest id given so far."""
        with self._database.reading() as db:
            row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'vector'").fetchone()
        return int(row[0]) if row else 0

    def since(self, id_: int) -> Iterator[tuple[list[int], Vectors]]:
        """Batches of (memory ids, vectors) of recallable memories whose vectors came after the vector `id_`."""
        while True:
            with self._database.reading() as db:
                rows = db.execute(_SINCE, [id_, self._embedder, BATCH]).fetchall()
            if not rows:
                return
            id_ = rows[-1][0]
            if sound := self._sound([(row[1], row[2]) for row in rows]):
                yield list(sound), self._stack(list(sound.values()))

    def get(self, memories: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of `memories`, by id; those without one are left out."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT memory, vector FROM vector WHERE embedder = ? AND memory IN "
                "(SELECT value FROM json_each(?))",
                [self._embedder, as_json(list(memories))],
            ).fetchall()
        sound = self._sound(rows)
        return dict(zip(sound, self._stack(list(sound.values())), strict=True))

    def keep_index_stamp(self, stamp: str) -> None:
        """Replace what `index_stamp` returns."""
        with self._database.writing() as db:
            db.execute("INSERT OR REPLACE INTO cache (name, stamp) VALUES (?, ?)", [CACHE, stamp])

    def _sound(self, rows: Sequence[tuple[int, bytes]]) -> dict[int, bytes]:
        """Those of `rows` (memory, vector) that can be vectors; the others are let go, to be made anew."""
        length = self._dimension * np.dtype("<f4").itemsize
        damaged = [memory for memory, vector in rows if len(vector) != length]
        if damaged:
            log.warning("damaged vectors, to be made anew: %d", len(damaged))
            with suppress(MemoryBankError), self._database.writing() as db:
                db.execute(
                    "DELETE FROM vector WHERE embedder = ? AND memory IN (SELECT value FROM json_each(?))",
                    [self._embedder, as_json(damaged)],
                )
            for memory in damaged:
                self._lost(memory)
        return {memory: vector for memory, vector in rows if len(vector) == length}

    def _stack(self, blobs: Sequence[bytes]) -> Vectors:
        return np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(blobs), self._dimension)


def index_stamp(database: Database) -> str | None:
    """The stamp of the index file that was saved last, if any."""
    with database.reading() as db:
        row = db.execute("SELECT stamp FROM cache WHERE name = ?", [CACHE]).fetchone()
    return row[0] if row else None
