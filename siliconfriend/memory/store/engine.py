"""The SQLite that Python brought along, and whether it can do what memory needs of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Engine:
    """SQLite's `version`, whether it has full-text search (`fts5`) and overwrites what it deletes."""

    version: str
    fts5: bool
    secure_delete: bool


def examine() -> Engine:
    """Look at the engine in this process."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
            fts5 = True
        except sqlite3.OperationalError:
            fts5 = False
        connection.execute("PRAGMA secure_delete = ON")
        (secure,) = connection.execute("PRAGMA secure_delete").fetchone()
    return Engine(sqlite3.sqlite_version, fts5, secure == 1)
