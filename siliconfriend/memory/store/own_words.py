"""Rows of what the person says of their portrait, and of how the two stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.reflected import OwnWord, Part
from siliconfriend.memory.store.copies import sensible_rows
from siliconfriend.memory.store.rows import as_json, as_text, from_json, moment, seconds, zone_of

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.store.database import Database

OWN, STRUCK, RETRACTED = "own", "struck", "retracted"


class OwnWords:
    """The person's own sentences, what they struck out, and what they retracted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, kind: str, part: Part | None, text: str, now: datetime, *, base: int | None = None) -> int:
        """Keep one; its id. With a `base` it goes when that version of the portrait goes."""
        with self._database.writing() as db:
            cursor = db.execute(
                "INSERT INTO own_word (kind, part, text, at, zone, base) VALUES (?, ?, ?, ?, ?, ?)",
                [kind, part.value if part else "", as_text(text), seconds(now), zone_of(now), base],
            )
            return int(cursor.lastrowid or 0)

    def of(self, kind: str, part: Part | None = None) -> list[OwnWord]:
        """Those of a kind and part, oldest first."""
        with self._database.reading() as db, sensible_rows(self._database.path):
            return [
                OwnWord(
                    row["id"],
                    Part(row["part"]) if row["part"] else None,
                    row["text"],
                    moment(row["at"], row["zone"]),
                )
                for row in db.query(
                    "SELECT * FROM own_word WHERE kind = ? AND part = ? ORDER BY id",
                    [kind, part.value if part else ""],
                )
            ]

    def drop(self, ids: Iterable[int]) -> int:
        """Take some away; how many there were."""
        with self._database.writing() as db:
            gone = db.execute(
                "DELETE FROM own_word WHERE id IN (SELECT value FROM json_each(?))", [as_json(list(ids))]
            )
            return int(gone.rowcount)

    def agreed(self) -> list[str]:
        """The places whose models the person agreed to pay for."""
        with self._database.reading() as db, sensible_rows(self._database.path):
            row = db.execute("SELECT agreed FROM portrait").fetchone()
            return [str(one) for one in from_json(row[0])] if row else []

    def agree(self, places: Iterable[str]) -> None:
        """Replace what `agreed` returns."""
        with self._database.writing() as db:
            db.execute("UPDATE portrait SET agreed = ?", [as_json(sorted(places))])

    def greeted(self) -> float:
        """When the companion greeted last, in seconds since 1970; 0: never."""
        with self._database.reading() as db:
            row = db.execute("SELECT greeted FROM portrait").fetchone()
            return float(row[0]) if row else 0.0

    def greet(self, now: datetime) -> None:
        """Note that it greeted."""
        with self._database.writing() as db:
            db.execute("UPDATE portrait SET greeted = ?", [seconds(now)])
