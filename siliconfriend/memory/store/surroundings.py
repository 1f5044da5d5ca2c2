"""What stands beside a memory: in its day, and in the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.store.rows import as_json

if TYPE_CHECKING:
    from datetime import date

    from siliconfriend.memory.store.database import Database

Neighbours = tuple[int | None, int | None]

_BESIDE = """(SELECT beside.id FROM turn AS other JOIN memory AS beside ON beside.turn = other.id
    WHERE other.day = turn.day AND other.place {} turn.place AND beside.state != 'faded'
    ORDER BY other.place {} LIMIT 1)"""
_NEIGHBOURS = f"""
    SELECT memory.id, {_BESIDE.format("<", "DESC")}, {_BESIDE.format(">", "ASC")}
    FROM memory JOIN turn ON turn.id = memory.turn
    WHERE memory.id IN (SELECT value FROM json_each(?))"""


class Surroundings:
    """The order of turns and days."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def neighbours(self, memories: Iterable[int]) -> dict[int, Neighbours]:
        """The memories of the turns just before and just after, on the same day; only turns have any."""
        with self._database.reading() as db:
            rows = db.execute(_NEIGHBOURS, [as_json(list(memories))]).fetchall()
        return {id_: (before, after) for id_, before, after in rows}

    def within(self, first: date, last: date, limit: int) -> list[int]:
        """Up to `limit` memories of the days `first` to `last` that have not faded, newest day first."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT id FROM memory WHERE day BETWEEN ? AND ? AND state != 'faded' ORDER BY day DESC, id DESC "
                "LIMIT ?",
                [first.isoformat(), last.isoformat(), limit],
            ).fetchall()
        return [row[0] for row in rows]

    def day_talked(self, ordinal: int, before: date) -> date | None:
        """The `ordinal`-th day on which something was said: 1 is the first, -1 the last one before `before`."""
        from datetime import date as calendar

        order, count, limit = (
            ("ASC", ordinal, "9999-12-31") if ordinal > 0 else ("DESC", -ordinal, before.isoformat())
        )
        with self._database.reading() as db:
            row = db.execute(
                f"SELECT DISTINCT day FROM turn WHERE day < ? ORDER BY day {order} LIMIT 1 OFFSET ?",
                [limit, count - 1],
            ).fetchone()
        return calendar.fromisoformat(row[0]) if row else None
