"""What the person thinks of single memories: lowered, let go, never to be recalled, or on its way out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.store.rows import as_json, seconds

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.store.database import Database

NEVER = 0.0
SILENT = "(verdict.factor = 0 OR verdict.let_go OR verdict.condemned IS NOT NULL)"
"""Never to be recalled, let go, or on its way to being deleted: in SQL, of a row of `verdict`."""

SILENT_MEMORIES = f"SELECT verdict.memory FROM verdict WHERE {SILENT}"
SILENT_TURNS = f"""
    SELECT memory.turn FROM verdict CROSS JOIN memory ON memory.id = verdict.memory
    WHERE {SILENT} AND memory.turn IS NOT NULL"""
_MADE_FROM_SILENT = f"""
    SELECT reflection.memory AS day, source.told AND reflection.author != 'user' AS untold
    FROM verdict CROSS JOIN memory ON memory.id = verdict.memory
    CROSS JOIN reflection_source AS source ON {{}}
    JOIN reflection ON reflection.id = source.reflection AND reflection.memory IS NOT NULL
    WHERE {SILENT}"""
_DAYS = f"""
    SELECT day, max(untold) FROM (
        {_MADE_FROM_SILENT.format("source.turn = memory.turn")}
        UNION ALL {_MADE_FROM_SILENT.format("source.memory = memory.id")}
        UNION ALL SELECT memory.id, 1 FROM verdict CROSS JOIN memory ON memory.id = verdict.memory
            WHERE {SILENT} AND memory.kind IN ('summary', 'insight')
    ) GROUP BY day"""

_UNTRUE = "SELECT DISTINCT memory FROM silenced_by JOIN verdict USING (memory) WHERE verdict.factor = 0"
_SILENT_BY = """
    WITH gone AS (SELECT value FROM json_each(?))
    SELECT memory, max(silenced_by.factor) FROM silenced_by JOIN verdict USING (memory)
    WHERE verdict.factor = 0 GROUP BY memory HAVING min(word IN (SELECT value FROM gone))"""
_SILENCE_FOR = """
    INSERT OR IGNORE INTO silenced_by (word, memory, factor)
    SELECT ?, memory.id, coalesce(nullif(verdict.factor, 0), max(other.factor), 1)
    FROM memory LEFT JOIN verdict ON verdict.memory = memory.id
    LEFT JOIN silenced_by AS other ON other.memory = memory.id
    WHERE memory.id = ? GROUP BY memory.id HAVING verdict.factor IS NOT 0 OR count(other.word)"""


class Verdicts:
    """Few rows in a table that is empty for most people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def factors(self) -> dict[int, float]:
        """What each judged memory's score is multiplied by, by id; 0: not to be recalled."""
        with self._database.reading() as db:
            return dict(
                db.execute(
                    "SELECT memory, CASE WHEN condemned IS NULL THEN factor ELSE 0.0 END FROM verdict "
                    "WHERE factor < 1 OR condemned IS NOT NULL"
                ).fetchall()
            )

    def lower(self, ids: Iterable[int], by: float) -> None:
        """Multiply the factors of memories by `by`."""
        with self._database.writing() as db:
            for id_ in ids:
                self._begin(id_)
                db.execute("UPDATE verdict SET factor = factor * ? WHERE memory = ?", [by, id_])

    def silence(self, ids: Iterable[int]) -> None:
        """Never recall these memories, whatever else is taken back."""
        with self._database.writing() as db:
            for id_ in ids:
                self.put(id_, NEVER)
                db.execute("DELETE FROM silenced_by WHERE memory = ?", [id_])

    def silence_for(self, word: int, ids: Iterable[int]) -> None:
        """Never recall these memories while the retraction `word` stands; those silenced by hand stay so."""
        with self._database.writing() as db:
            for id_ in ids:
                db.execute(_SILENCE_FOR, [word, id_])
                self.put(id_, NEVER)

    def silent_by(self, words: Iterable[int]) -> dict[int, float]:
        """The memories that nothing but these retractions keeps from being recalled, and their factors before."""
        with self._database.reading() as db:
            return dict(db.execute(_SILENT_BY, [as_json(list(words))]).fetchall())

    def untrue(self) -> set[int]:
        """The ids of the memories that a retraction keeps from being recalled."""
        with self._database.reading() as db:
            return {row[0] for row in db.execute(_UNTRUE)}

    def put(self, id_: int, factor: float) -> None:
        """Let the factor of a memory be this one."""
        with self._database.writing() as db:
            self._begin(id_)
            db.execute("UPDATE verdict SET factor = ? WHERE memory = ?", [factor, id_])
            self._tidy()

    def lift(self, ids: Iterable[int]) -> None:
        """Think nothing of these memories any more; those on their way out go on their way."""
        chosen = as_json(list(ids))
        with self._database.writing() as db:
            db.execute("UPDATE verdict SET factor = 1 WHERE memory IN (SELECT value FROM json_each(?))", [chosen])
            self._tidy()

    def let_go(self, ids: Iterable[int], *, gone: bool = True) -> None:
        """Keep that the person let memories fade, or no longer."""
        chosen = list(ids)
        with self._database.writing() as db:
            for id_ in chosen if gone else ():
                self._begin(id_)
            wanted = "WHERE memory IN (SELECT value FROM json_each(?))"
            db.execute(f"UPDATE verdict SET let_go = ? {wanted}", [gone, as_json(chosen)])
            self._tidy()

    def all_let_go(self) -> set[int]:
        """The ids of the memories that the person let fade."""
        with self._database.reading() as db:
            return {row[0] for row in db.execute("SELECT memory FROM verdict WHERE let_go")}

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

    def condemned(self, before: datetime | None = None) -> list[int]:
        """The ids of the memories on their way out; of those that were condemned `before` a moment."""
        latest = math.inf if before is None else seconds(before)
        with self._database.reading() as db:
            return [row[0] for row in db.execute("SELECT memory FROM verdict WHERE condemned < ?", [latest])]

    def silenced(self) -> set[int]:
        """The ids of the memories that are never to be recalled, let go, or on their way out."""
        with self._database.reading() as db:
            return {row[0] for row in db.execute(SILENT_MEMORIES)}

    def silenced_turns(self) -> set[int]:
        """The ids of the turns of such memories."""
        with self._database.reading() as db:
            return {row[0] for row in db.execute(SILENT_TURNS)}

    def days(self) -> dict[int, bool]:
        """The days' summaries and insights that were ever made from such memories, or are such themselves, by id.

        True: what they say now is not to be told. False: it was written without those memories since.
        """
        with self._database.reading() as db:
            return {day: bool(untold) for day, untold in db.execute(_DAYS)}

    def _begin(self, id_: int) -> None:
        with self._database.writing() as db:
            db.execute("INSERT OR IGNORE INTO verdict (memory) SELECT id FROM memory WHERE id = ?", [id_])

    def _tidy(self) -> None:
        with self._database.writing() as db:
            db.execute("DELETE FROM verdict WHERE factor = 1 AND NOT let_go AND condemned IS NULL")
