"""What the search terms tell about each other: how many memories hold one, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.store.rows import as_json

if TYPE_CHECKING:
    from siliconfriend.memory.store.database import Database

SAMPLE = 300
COUNTED_UP_TO = 5_000
COMMON = 1_000
"""From here on it takes long to count in how many memories a term stands, and a few more or less tell nothing."""
GROWN = 50
"""What is kept holds until there are a fiftieth more memories."""


_UNDERSTOOD = "SELECT memory FROM reflection WHERE part IN ('summary', 'insight')"
_HELD_BY_UNDERSTOOD = (
    "SELECT count(*) FROM memory_terms JOIN reflection ON reflection.memory = memory_terms.rowid "
    "WHERE memory_terms MATCH ?"
)
_USUAL_LENGTH = (
    "SELECT avg(length(terms) - length(replace(terms, ' ', '')) + 1) FROM (SELECT terms FROM memory_terms "
    f"WHERE rowid NOT IN ({_UNDERSTOOD}) ORDER BY rowid DESC LIMIT ?)"
)


class Vocabulary:
    """Statistics of the table `memory_terms`: of what was said and noted.

    What was understood of days says the same again: counted too, it would make the most telling words common.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._length = (0, 1.0)
        self._common: tuple[int, dict[str, int]] = (0, {})
        database.prepare(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.memory_vocabulary USING fts5vocab(main, memory_terms, row)"
        )

    def documents(self) -> int:
        """How many memories there are terms of; in a large memory, how many there have been."""
        with self._database.reading() as db:
            newest = int(db.execute("SELECT coalesce(max(id), 0) FROM memory_terms_docsize").fetchone()[0])
            if newest > COUNTED_UP_TO:
                return newest
            counted = f"SELECT count(*) FROM memory_terms_docsize WHERE id NOT IN ({_UNDERSTOOD})"
            return int(db.execute(counted).fetchone()[0])

    def understood(self) -> bool:
        """Whether anything is there that was understood of days."""
        with self._database.reading() as db:
            return bool(db.execute(f"SELECT EXISTS ({_UNDERSTOOD})").fetchone()[0])

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many memories each of `terms` stands; those in none are left out.

        In a large memory the count of a common term may be up to a fiftieth old.
        """
        common = self._known_common()
        found, understood = {}, self.understood()
        with self._database.reading() as db:
            for term in terms:
                if term in common:
                    found[term] = common[term]
                    continue
                row = db.execute("SELECT doc FROM memory_vocabulary WHERE term = ?", [term]).fetchone()
                if row:
                    found[term] = int(row[0])
                    if found[term] >= COMMON:
                        common[term] = found[term]
                    elif understood:
                        quoted = '"' + term.replace('"', '""') + '"'
                        found[term] -= int(db.execute(_HELD_BY_UNDERSTOOD, [quoted]).fetchone()[0])
        return found

    def _known_common(self) -> dict[str, int]:
        documents = self.documents()
        then, common = self._common
        if documents <= COUNTED_UP_TO or abs(documents - then) * GROWN > then:
            common = {}
            self._common = (documents, common)
        return common

    def texts(self, memories: Iterable[int]) -> dict[int, str]:
        """The terms of each of `memories`, separated by blanks."""
        with self._database.reading() as db:
            return dict(
                db.execute(
                    "SELECT rowid, terms FROM memory_terms WHERE rowid IN (SELECT value FROM json_each(?))",
                    [as_json(list(memories))],
                ).fetchall()
            )

    def usual_length(self) -> float:
        """Terms in a memory, on average of the latest few hundred; at least 1."""
        newest = self.documents()
        if abs(newest - self._length[0]) * GROWN <= self._length[0]:
            return self._length[1]
        with self._database.reading() as db:
            row = db.execute(
                _USUAL_LENGTH,
                [SAMPLE],
            ).fetchone()
        self._length = (newest, max(1.0, float(row[0] or 1.0)))
        return self._length[1]
