"""Pages of a database overwritten, as by a disk that wrote to the wrong place."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path


def overwrite_pages_of(file: Path, *tables: str) -> None:
    """The first page of each of the `tables` in the closed database `file`."""
    with closing(sqlite3.connect(file)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        pages = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name IN (SELECT value FROM json_each(?))",
            [json.dumps(tables)],
        ).fetchall()
    assert len(pages) == len(tables)
    with file.open("r+b") as opened:
        for (page,) in pages:
            opened.seek((page - 1) * size)
            opened.write(b"\xa5" * size)
