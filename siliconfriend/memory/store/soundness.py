"""Whether every page of a database is as SQLite left it. Search terms do not count: they are made anew."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from siliconfriend.memory.store.copies import damaged
from siliconfriend.memory.store.terms import SHADOWS, TABLE, UNUSED

if TYPE_CHECKING:
    from sqlite_utils import Database as SqliteUtils

    from siliconfriend.memory.store.database import Database

SOUND = "ok"


def look_through(database: Database) -> None:
    """Read every page; a second for every few hundred megabytes.

    Raises:
        MemoryBankError: it is damaged, and more than its search terms.
    """
    with database.reading() as db:
        found = _found(db)
        if found != SOUND and not _only_terms(db):
            raise damaged(database.path, " ".join(found.split()))


def _found(db: SqliteUtils, table: str = "") -> str:
    try:
        return str(db.execute(f"PRAGMA quick_check({table or 1})").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if not table:
            raise
        return str(error)


def _only_terms(db: SqliteUtils) -> bool:
    """Whether search terms are what is damaged, or pages that they left and that have not been taken out yet."""
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    unsound = {name for name in ("sqlite_master", *tables) if name != TABLE and _found(db, f'"{name}"') != SOUND}
    if unsound:
        return unsound <= set(SHADOWS)
    return db.execute("SELECT 1 FROM cache WHERE name = ?", [UNUSED]).fetchone() is not None
