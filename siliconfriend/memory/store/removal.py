"""What leaves a profile's file for good, and the mark that its bytes are still to be swept away.

With turns and notes goes what was understood from them, at every remove (`reflections.take_derived`), and the
reinforcement that a removed reply gave: strengths and clocks stand as if it had never been.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.reflections import take_derived
from siliconfriend.memory.store.rows import as_json

if TYPE_CHECKING:
    from sqlite_utils import Database as SqliteUtils

    from siliconfriend.memory.store.database import Database

MARK = "unscrubbed"


class Removals:
    """Rows taken away. A memory of a turn and its turn go together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def memories(self, ids: Iterable[int]) -> list[int]:
        """Delete memories with vectors and traces; the ids of those that were there, and of days that go too."""
        with self._database.writing() as db:
            found = db.execute(
                "SELECT id, turn FROM memory WHERE id IN (SELECT value FROM json_each(?))", [as_json(list(ids))]
            ).fetchall()
            if not found:
                return []
            gone = [row[0] for row in found]
            gone += take_derived(db, [row[1] for row in found if row[1] is not None], gone)
            turns = [row[1] for row in found if row[1] is not None]
            _take_back(db, turns)
            days = _days(db, turns)
            db.conn.executemany("DELETE FROM turn WHERE id = ?", [(turn,) for turn in turns])
            db.conn.executemany("DELETE FROM memory WHERE id = ?", [(id_,) for id_ in gone])
            for day in days:
                _close_ranks(db, day)
            _mark(db)
        return gone

    def reply(self, turn: int) -> list[int]:
        """Delete a turn's reply: the turn is open again. The ids of the days' memories that are gone with it.

        Raises:
            MemoryBankError: there is no such turn.
        """
        with self._database.writing() as db:
            reopened = db.execute(
                "UPDATE turn SET response = '', state = 'open', answered = NULL, model = '', echo = 0 WHERE id = ?",
                [turn],
            )
            if reopened.rowcount == 0:
                raise MemoryBankError("no_such_turn", turn=turn)
            _take_back(db, [turn])
            days = take_derived(db, [turn], ())
            db.conn.executemany("DELETE FROM memory WHERE id = ?", [(id_,) for id_ in days])
            _mark(db)
        return days

    def deleted(self) -> None:
        """Mark that words were deleted by other means."""
        with self._database.writing() as db:
            _mark(db)

    def reinforcement(self, turn: int) -> None:
        """Delete the traces of what was recalled for a turn, and what they did."""
        with self._database.writing() as db:
            _take_back(db, [turn])

    def mark(self) -> str | None:
        """The mark set by the latest removal; None when everything removed has been swept away."""
        with self._database.reading() as db:
            row = db.execute("SELECT stamp FROM cache WHERE name = ?", [MARK]).fetchone()
        return row[0] if row else None

    def swept(self, mark: str) -> None:
        """Take the mark away, unless there has been a removal since."""
        with self._database.writing() as db:
            db.execute("DELETE FROM cache WHERE name = ? AND stamp = ?", [MARK, mark])


def _mark(db: SqliteUtils) -> None:
    db.execute("INSERT OR REPLACE INTO cache (name, stamp) VALUES (?, ?)", [MARK, secrets.token_hex(8)])


def _take_back(db: SqliteUtils, turns: Collection[int]) -> None:
    values = [as_json(list(turns))]
    reinforced = db.execute(
        "SELECT memory, count(*) FROM recall WHERE turn IN (SELECT value FROM json_each(?)) GROUP BY memory", values
    ).fetchall()
    db.execute("DELETE FROM recall WHERE turn IN (SELECT value FROM json_each(?))", values)
    for memory, times in reinforced:
        db.execute(
            "UPDATE memory SET strength = CASE WHEN strength > ? THEN strength - ? ELSE strength END, "
            "recalled = max(held, coalesce((SELECT max(turn.answered) FROM recall JOIN turn "
            "ON turn.id = recall.turn WHERE recall.memory = memory.id), held)) WHERE id = ?",
            [times, times, memory],
        )


def _days(db: SqliteUtils, turns: Collection[int]) -> list[str]:
    found = db.execute(
        "SELECT DISTINCT day FROM turn WHERE id IN (SELECT value FROM json_each(?))", [as_json(list(turns))]
    )
    return [row[0] for row in found]


def _close_ranks(db: SqliteUtils, day: str) -> None:
    """Number a day's turns 0, 1, 2 ... again: by way of negative places, as no two may be equal on the way."""
    rows = db.execute("SELECT id, place FROM turn WHERE day = ? ORDER BY place", [day]).fetchall()
    moved = [(-place - 1, id_) for place, (id_, held) in enumerate(rows) if place != held]
    db.conn.executemany("UPDATE turn SET place = ? WHERE id = ?", moved)
    db.execute("UPDATE turn SET place = -place - 1 WHERE day = ? AND place < 0", [day])
