"""What the search terms tell about each other: how many memories hold one, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.store.rows import as_json

if TYPE_CHECKING:
    from siliconfriend.memory.store.database import Database

SAMPLE = 300
COUNTED_UP_TO = 5_000


class Vocabulary:
    """Statistics of the table `memory_terms`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._length = (0, 1.0)
        with database.reading() as db:
            db.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.memory_vocabulary USING fts5vocab(main, memory_terms, row)"
            )

    def documents(self) -> int:
        """How many memories there are terms of; in a large memory, how many there have been."""
        with self._database.reading() as db:
            newest = int(db.execute("SELECT coalesce(max(id), 0) FROM memory_terms_docsize").fetchone()[0])
            if newest > COUNTED_UP_TO:
                return newest
            return int(db.execute("SELECT count(*) FROM memory_terms_docsize").fetchone()[0])

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many memories each of `terms` stands; those in none are left out."""
        with self._database.reading() as db:
            found = {}
            for term in terms:
                row = db.execute("SELECT doc FROM memory_vocabulary WHERE term = ?", [term]).fetchone()
                if row:
                    found[term] = int(row[0])
        return found

    def counts(self, memories: Iterable[int]) -> dict[int, Counter[str]]:
        """How often each term stands in each of `memories`."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT rowid, terms FROM memory_terms WHERE rowid IN (SELECT value FROM json_each(?))",
                [as_json(list(memories))],
            ).fetchall()
        return {id_: Counter(terms.split()) for id_, terms in rows}

    def usual_length(self) -> float:
        """Terms in a memory, on average of the latest few hundred; at least 1."""
        newest = self.documents()
        if abs(newest - self._length[0]) * 50 <= self._length[0]:
            return self._length[1]
        with self._database.reading() as db:
            row = db.execute(
                "SELECT avg(length(terms) - length(replace(terms, ' ', '')) + 1) FROM "
                "(SELECT terms FROM memory_terms ORDER BY rowid DESC LIMIT ?)",
                [SAMPLE],
            ).fetchone()
        self._length = (newest, max(1.0, float(row[0] or 1.0)))
        return self._length[1]
