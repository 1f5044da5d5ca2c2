"""Lexical search: an FTS5 table of every memory's terms. A cache: dropped and made anew when it is not right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.rows import as_json

if TYPE_CHECKING:
    from sqlite_utils import Database as SqliteUtils

    from siliconfriend.memory.store.database import Database

CACHE = "terms"
UNUSED = "unused pages"
TABLE = "memory_terms"
SHADOWS = [f"{TABLE}_{part}" for part in ("data", "idx", "content", "docsize", "config")]
MOST_TERMS = 128
LATEST, ALL = 1000, -1
DEEPER = 4
"""To ask of each hit whether it has faded takes as long as to find it: so only the best are asked."""

_BEST = (
    "SELECT rowid, -bm25(memory_terms) AS score FROM memory_terms WHERE memory_terms MATCH ? "
    "ORDER BY score DESC, rowid DESC LIMIT ?"
)
_BEST_ALIVE = (
    "SELECT memory_terms.rowid, -bm25(memory_terms) AS score FROM memory_terms "
    "JOIN memory ON memory.id = memory_terms.rowid AND memory.state != 'faded' "
    "WHERE memory_terms MATCH ? ORDER BY score DESC, memory_terms.rowid DESC LIMIT ?"
)
_LATEST_ALIVE = (
    "SELECT memory_terms.rowid FROM memory_terms "
    "JOIN memory ON memory.id = memory_terms.rowid AND memory.state != 'faded' "
    "WHERE memory_terms MATCH ? ORDER BY memory_terms.rowid DESC LIMIT ?"
)

_OUT_OF_STEP = """
    SELECT EXISTS (SELECT 1 FROM (SELECT id FROM memory ORDER BY id DESC LIMIT ?)
        WHERE id NOT IN (SELECT id FROM memory_terms_docsize))
    OR EXISTS (SELECT 1 FROM (SELECT id FROM memory_terms_docsize ORDER BY id DESC LIMIT ?)
        WHERE id NOT IN (SELECT id FROM memory))"""

DAMAGED = {
    "database_damaged",
    "database_damaged_copied",
    "values_damaged",
    "values_damaged_copied",
    "database_failed",
}


class Terms:
    """`stamp` names the way text became terms: terms made in another way are not used."""

    def __init__(self, database: Database, stamp: str) -> None:
        self._database = database
        self._stamp = stamp

    def sound(self) -> bool:
        """Whether the table is there, undamaged, made in today's way, and holds each of the latest memories.

        Takes no longer for a million memories than for a thousand; `complete` and `whole` look at them all.
        """
        try:
            with self._database.reading() as db:
                stamp = db.execute("SELECT stamp FROM cache WHERE name = ?", [CACHE]).fetchone()
                if stamp != (self._stamp,):
                    return False
                shadows = "SELECT count(*) FROM sqlite_master WHERE name IN (SELECT value FROM json_each(?))"
                if db.execute(shadows, [as_json(SHADOWS)]).fetchone()[0] != len(SHADOWS):
                    return False
                db.execute("SELECT rowid FROM memory_terms WHERE memory_terms MATCH 'a' LIMIT 1").fetchone()
            return self._each_once(LATEST)
        except MemoryBankError as error:
            if error.code in DAMAGED:
                return False
            raise

    def complete(self) -> bool:
        """Whether the table holds every memory and nothing else."""
        try:
            return self._each_once(ALL)
        except MemoryBankError as error:
            if error.code in DAMAGED:
                return False
            raise

    def _each_once(self, latest: int) -> bool:
        with self._database.reading() as db:
            row = db.execute(_OUT_OF_STEP, [latest, latest]).fetchone()
        return not row[0]

    def whole(self) -> bool:
        """Whether every page of the table agrees with every other: thorough, and slow for many memories."""
        try:
            with self._database.writing() as db:
                db.execute("INSERT INTO memory_terms (memory_terms) VALUES ('integrity-check')")
        except MemoryBankError as error:
            if error.code in DAMAGED:
                return False
            raise
        return True

    def rebuild(self, terms: Iterable[tuple[int, str]]) -> None:
        """Replace the table by one that holds `terms` (memory id, terms separated by blanks)."""
        dropped = False
        try:
            with self._database.writing() as db:
                _drop(db)
                dropped = True
                self._fill(db, terms)
        except MemoryBankError as error:
            if dropped or error.code not in DAMAGED or self._database.in_transaction:
                raise
            with self._database.writing() as db:  # a new one: SQLite lets nothing more be done in the other
                _strike(db)
                self._fill(db, terms)
        self.reclaim()

    def _fill(self, db: SqliteUtils, terms: Iterable[tuple[int, str]]) -> None:
        db.execute(
            "CREATE VIRTUAL TABLE memory_terms USING fts5(terms, tokenize = 'unicode61 remove_diacritics 2')"
        )
        db.conn.executemany("INSERT INTO memory_terms (rowid, terms) VALUES (?, ?)", terms)
        db.execute("INSERT OR REPLACE INTO cache (name, stamp) VALUES (?, ?)", [CACHE, self._stamp])

    def reclaim(self) -> None:
        """Take the pages of a table that could not be dropped out of the file; inside a transaction, leave them."""
        with self._database.reading() as db:
            unused = db.execute("SELECT 1 FROM cache WHERE name = ?", [UNUSED]).fetchone()
            if unused and not self._database.in_transaction:
                db.execute("VACUUM")
                db.execute("DELETE FROM cache WHERE name = ?", [UNUSED])

    def put(self, memory: int, terms: str) -> None:
        """Keep or replace a memory's terms."""
        with self._database.writing() as db:
            db.execute("DELETE FROM memory_terms WHERE rowid = ?", [memory])
            db.execute("INSERT INTO memory_terms (rowid, terms) VALUES (?, ?)", [memory, terms])

    def drop(self, memories: Iterable[int]) -> None:
        """Forget the terms of deleted memories. `compact` takes them out of the file."""
        with self._database.writing() as db:
            db.conn.executemany("DELETE FROM memory_terms WHERE rowid = ?", [(id_,) for id_ in memories])

    def compact(self) -> None:
        """Merge the whole table into one segment: until then FTS5 keeps the terms of what was deleted."""
        self.reclaim()
        with self._database.writing() as db:
            db.execute("INSERT INTO memory_terms (memory_terms) VALUES ('optimize')")

    def search(self, terms: Sequence[str], limit: int, *, faded: bool = False) -> list[tuple[int, float]]:
        """The memories that hold any of `terms`, `faded` ones only if asked: ids and bm25, best (highest) first.

        Of a very long question only the first terms count: each costs a walk through all that hold it.
        """
        return self._ranked(" OR ".join(map(_exactly, terms[:MOST_TERMS])), limit, faded=faded) if terms else []

    def search_two(self, rarer: str, common: str, limit: int, *, few: bool) -> list[tuple[int, float]]:
        """As `search` for two terms, where to weigh every memory that holds one of them would take too long.

        Those that hold both are weighed, and if that is a `few`, those that hold the `rarer`; where this does not
        make up `limit`, the latest that hold either follow.
        """
        one, other = _exactly(rarer), _exactly(common)
        hits = self._ranked(f"{one} AND {other}", limit)
        if few:
            hits += self._ranked(f"{one} NOT {other}", limit)
            hits = sorted(hits, key=lambda hit: (-hit[1], -hit[0]))[:limit]
        if len(hits) < limit:
            known = {id_ for id_, _ in hits}
            with self._database.reading() as db:
                latest = [row[0] for row in db.execute(_LATEST_ALIVE, [f"{one} OR {other}", limit])]
            hits += [(id_, 0.0) for id_ in latest if id_ not in known][: limit - len(hits)]
        return hits

    def _ranked(self, query: str, limit: int, *, faded: bool = False) -> list[tuple[int, float]]:
        with self._database.reading() as db:
            if faded:
                return db.execute(_BEST, [query, limit]).fetchall()
            deeper = DEEPER * limit
            best: list[tuple[int, float]] = db.execute(_BEST, [query, deeper]).fetchall()
            gone = {
                row[0]
                for row in db.execute(
                    "SELECT id FROM memory WHERE id IN (SELECT value FROM json_each(?)) AND state = 'faded'",
                    [as_json([id_ for id_, _ in best])],
                )
            }
            alive = [hit for hit in best if hit[0] not in gone]
            if len(alive) >= limit or len(best) < deeper:
                return alive[:limit]
            return db.execute(_BEST_ALIVE, [query, limit]).fetchall()

    def turns_holding(self, groups: Sequence[Sequence[str]], limit: int | None) -> list[int]:
        """The turns, those formed last first, that hold of each group any term; `term*` stands for a beginning."""
        if not groups:
            return []
        query = " AND ".join("(" + " OR ".join(map(_quoted, group)) + ")" for group in groups)
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT memory.turn FROM memory_terms JOIN memory ON memory.id = memory_terms.rowid "
                "WHERE memory_terms MATCH ? AND memory.turn IS NOT NULL ORDER BY memory_terms.rowid DESC LIMIT ?",
                [query, -1 if limit is None else limit],
            )
            return [row[0] for row in rows]


def _exactly(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _quoted(term: str) -> str:
    begun = term.removesuffix("*")
    return _exactly(begun) + ("*" if begun != term else "")


def _drop(db: SqliteUtils) -> None:
    db.execute("DROP TABLE IF EXISTS memory_terms")
    for (shadow,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'memory\\_terms\\_%' ESCAPE '\\'"
    ).fetchall():
        db.execute(f'DROP TABLE "{shadow}"')


def _strike(db: SqliteUtils) -> None:
    """Take the table out of the schema: its pages stay in the file, used by nothing, until `reclaim`."""
    db.execute("PRAGMA writable_schema = ON")
    db.execute("DELETE FROM sqlite_master WHERE tbl_name LIKE 'memory\\_terms%' ESCAPE '\\'")
    db.execute("PRAGMA writable_schema = RESET")
    db.execute("INSERT OR REPLACE INTO cache (name, stamp) VALUES (?, '')", [UNUSED])
