"""What the person thinks of single memories: lowered, never to be recalled, or on its way to being deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.store.rows import as_json, seconds

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.store.database import Database

NEVER = 0.0


class Verdicts:
    """Few rows in a table that is empty for most people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def factors(self) -> dict[int, float]:
        """What each judged memory's score is multiplied by, by id; 0: not to be recalled."""
        with self._database.reading() as db:
            return dict(
                db.execute(
                    "SELECT memory, CASE WHEN condemned IS NULL THEN factor ELSE 0.0 END FROM verdict"
                ).fetchall()
            )

    def lower(self, ids: Iterable[int], by: float) -> None:
        """Multiply the factors of memories by `by`."""
        with self._database.writing() as db:
            for id_ in ids:
                self._begin(id_)
                db.execute("UPDATE verdict SET factor = factor * ? WHERE memory = ?", [by, id_])

    def silence(self, ids: Iterable[int]) -> None:
        """Never recall these memories."""
        with self._database.writing() as db:
            for id_ in ids:
                self._begin(id_)
                db.execute("UPDATE verdict SET factor = ? WHERE memory = ?", [NEVER, id_])

    def lift(self, ids: Iterable[int]) -> None:
        """Think nothing of these memories any more; those on their way out go on their way."""
        chosen = as_json(list(ids))
        with self._database.writing() as db:
            db.execute("UPDATE verdict SET factor = 1 WHERE memory IN (SELECT value FROM json_each(?))", [chosen])
            self._tidy()

    def condemn(self, ids: Iterable[int], now: datetime) -> None:
        """Take memories out of sight until they are deleted, or reprieved."""
        with self._database.writing() as db:
            for id_ in ids:
                self._begin(id_)
                db.execute("UPDATE verdict SET condemned = ? WHERE memory = ?", [seconds(now), id_])

    def reprieve(self, ids: Iterable[int]) -> None:
        """Condemned memories are what they were."""
        chosen = as_json(list(ids))
        with self._database.writing() as db:
            db.execute(
                "UPDATE verdict SET condemned = NULL WHERE memory IN (SELECT value FROM json_each(?))", [chosen]
            )
            self._tidy()

    def condemned(self) -> list[int]:
        """The ids of the memories on their way out."""
        with self._database.reading() as db:
            return [row[0] for row in db.execute("SELECT memory FROM verdict WHERE condemned IS NOT NULL")]

    def _begin(self, id_: int) -> None:
        with self._database.writing() as db:
            db.execute("INSERT OR IGNORE INTO verdict (memory) SELECT id FROM memory WHERE id = ?", [id_])

    def _tidy(self) -> None:
        with self._database.writing() as db:
            db.execute("DELETE FROM verdict WHERE factor = 1 AND condemned IS NULL")
