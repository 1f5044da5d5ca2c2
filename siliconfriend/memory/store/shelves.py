"""Memories in lists of any length: how many there are, a window of them, and where one stands.

By day an index holds them in order, and a window costs a walk along it. Any other order is made once a list.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from siliconfriend.memory.looking import Listed, Order, Standing, Telling, Wanted
from siliconfriend.memory.records import Kind, MemoryState
from siliconfriend.memory.reflected import Part
from siliconfriend.memory.store.copies import sensible_rows
from siliconfriend.memory.store.rows import as_json, moment
from siliconfriend.memory.store.wordings import REWORDED

if TYPE_CHECKING:
    from siliconfriend.memory.store.database import Database

SAMPLE = 300
SECONDS_PER_DAY = 86400.0

_VERDICTS = "memory.id IN (SELECT memory FROM verdict WHERE {})"
_STANDINGS = {
    Standing.ALIVE: f"state != 'faded' AND NOT {_VERDICTS.format('factor = 0')}",
    Standing.PINNED: "state = 'pinned'",
    Standing.FADED: "state = 'faded'",
    Standing.LOWERED: _VERDICTS.format("factor > 0 AND factor < 1"),
    Standing.NEVER: _VERDICTS.format("factor = 0"),
}
_LATER = "(day, id) > (SELECT day, id FROM memory WHERE id = ?)"
_EARLIER = "(day, id) < (SELECT day, id FROM memory WHERE id = ?)"
_FADES = "CASE state WHEN 'pinned' THEN 9e99 ELSE recalled + strength * ? END"
_RECALLS = "LEFT JOIN (SELECT memory, count(*) AS times FROM recall GROUP BY memory) ON memory = id"
_ORDERS = {
    Order.NEWEST: ("day DESC, id DESC", 0),
    Order.OLDEST: ("day, id", 0),
    Order.WEAKEST: (f"{_FADES}, id", 1),
    Order.STRONGEST: (f"{_FADES} DESC, id DESC", 1),
    Order.RECALLED: ("coalesce(times, 0) DESC, day DESC, id DESC", 0),
}
"""How rows are put in order, and how many life times that takes."""
_ROWS = f"""
    SELECT memory.id, kind, memory.state, memory.day, strength, recalled, turn, turn.zone,
        substr(coalesce(memory.text, turn.query), 1, ?) AS query,
        CASE WHEN turn.echo THEN '' ELSE substr(coalesce(turn.response, ''), 1, ?) END AS response,
        (SELECT count(*) FROM recall WHERE recall.memory = memory.id) AS recalls,
        coalesce((SELECT factor FROM verdict WHERE verdict.memory = memory.id), 1.0) AS factor,
        EXISTS (SELECT 1 FROM verdict WHERE verdict.memory = memory.id AND let_go) AS let_go,
        {REWORDED} AS reworded
    FROM memory LEFT JOIN turn ON turn.id = memory.turn
    WHERE memory.id IN (SELECT value FROM json_each(?))"""

Conditions = tuple[str, list[object]]


class Shelves:
    """Lists of memories. What is being deleted is in none of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, wanted: Wanted, match: str) -> int:
        """How many there are; `match` is an FTS5 query, or empty."""
        where, values = self._where(wanted, match)
        with self._database.reading() as db:
            return int(db.execute(f"SELECT count(*) FROM memory {where}", values).fetchone()[0])

    def window(self, wanted: Wanted, count: int, first: int, limit: int) -> list[int]:
        """The ids at `first` and after of a list by day that has `count` of them: from the nearer end."""
        limit = min(limit, count - first)
        backwards = first + limit / 2 > count / 2
        start = count - first - limit if backwards else first
        newest = (wanted.order is Order.NEWEST) != backwards
        where, values = self._where(wanted, "")
        direction = "DESC" if newest else "ASC"
        with self._database.reading() as db:
            rows = db.execute(
                f"SELECT id FROM memory {where} ORDER BY day {direction}, id {direction} LIMIT ? OFFSET ?",
                [*values, limit, max(0, start)],
            ).fetchall()
        ids = [row[0] for row in rows]
        return ids[::-1] if backwards else ids

    def place(self, wanted: Wanted, id_: int) -> int:
        """How many of a list by day stand before the memory `id_`."""
        where, values = self._where(wanted, "")
        before = _LATER if wanted.order is Order.NEWEST else _EARLIER
        where = f"{where} AND {before}" if where else f"WHERE {before}"
        with self._database.reading() as db:
            return int(db.execute(f"SELECT count(*) FROM memory {where}", [*values, id_]).fetchone()[0])

    def ordered(self, wanted: Wanted, match: str, life_days: float) -> array[int]:
        """All the ids in order; memories of strength 1 live for `life_days`."""
        where, values = self._where(wanted, match)
        joined = _RECALLS if wanted.order is Order.RECALLED else ""
        order, lives = _ORDERS[wanted.order]
        values += [life_days * SECONDS_PER_DAY] * lives
        with self._database.reading() as db:
            rows = db.execute(f"SELECT id FROM memory {joined} {where} ORDER BY {order}", values)
            return array("q", (row[0] for row in rows))

    def rows(self, ids: Sequence[int]) -> list[Listed]:
        """These memories as lines, in this order; those that are gone are left out."""
        with self._database.reading() as db, sensible_rows(self._database.path):
            found = {
                row["id"]: Listed(
                    id=row["id"],
                    kind=Kind(row["kind"]),
                    state=MemoryState(row["state"]),
                    day=date.fromisoformat(row["day"]),
                    query=str(row["query"]),
                    response=str(row["response"]),
                    strength=float(row["strength"]),
                    last_recall=moment(row["recalled"], row["zone"]),
                    recalls=row["recalls"],
                    factor=row["factor"],
                    turn=row["turn"],
                    let_go=bool(row["let_go"]),
                    reworded=bool(row["reworded"]),
                )
                for row in db.query(_ROWS, [SAMPLE, SAMPLE, as_json(list(ids))])
            }
        return [found[id_] for id_ in ids if id_ in found]

    def told(self, id_: int, limit: int) -> list[Telling]:
        """The latest turns whose replies recalled a memory."""
        with self._database.reading() as db, sensible_rows(self._database.path):
            return [
                Telling(row["id"], date.fromisoformat(row["day"]), str(row["query"]))
                for row in db.query(
                    "SELECT turn.id, turn.day, substr(turn.query, 1, ?) AS query FROM recall "
                    "JOIN turn ON turn.id = recall.turn WHERE recall.memory = ? ORDER BY turn.at DESC LIMIT ?",
                    [SAMPLE, id_, limit],
                )
            ]

    def derived(self, id_: int) -> tuple[list[int], list[Part]]:
        """The days' memories made from a memory, and the parts of the portrait that rest on it or on those."""
        with self._database.reading() as db:
            days = [
                row[0]
                for row in db.execute(
                    "SELECT DISTINCT reflection.memory FROM reflection_source AS source "
                    "JOIN reflection ON reflection.id = source.reflection JOIN memory ON memory.id = ? "
                    "WHERE reflection.memory IS NOT NULL "
                    "AND (source.turn = memory.turn OR source.memory = memory.id)",
                    [id_],
                )
            ]
            parts = db.execute(
                "SELECT DISTINCT reflection.part FROM reflection_source AS source "
                "JOIN reflection ON reflection.id = source.reflection WHERE reflection.memory IS NULL "
                "AND (source.memory IN (SELECT value FROM json_each(?)) "
                "OR source.turn = (SELECT turn FROM memory WHERE id = ?)) ORDER BY reflection.part",
                [as_json([id_, *days]), id_],
            ).fetchall()
        return days, [Part(row[0]) for row in parts]

    def talked(self, first: date, last: date) -> dict[date, int]:
        """How many turns there were on each of the days from `first` to `last` that had any."""
        with self._database.reading() as db, sensible_rows(self._database.path):
            rows = db.execute(
                "SELECT day, count(*) FROM turn WHERE day BETWEEN ? AND ? GROUP BY day",
                [first.isoformat(), last.isoformat()],
            )
            return {date.fromisoformat(day): count for day, count in rows}

    def talked_next(self, day: date, by: int) -> date | None:
        """The nearest day with turns after `day`, or with a negative `by` before it."""
        with self._database.reading() as db, sensible_rows(self._database.path):
            row = db.execute(
                "SELECT min(day) FROM turn WHERE day > ?" if by > 0 else "SELECT max(day) FROM turn WHERE day < ?",
                [day.isoformat()],
            ).fetchone()
            return date.fromisoformat(row[0]) if row[0] else None

    def _where(self, wanted: Wanted, match: str) -> Conditions:
        conditions: list[str] = []
        values: list[object] = []
        if match:
            conditions.append("id IN (SELECT rowid FROM memory_terms WHERE memory_terms MATCH ?)")
            values.append(match)
        if wanted.kind is not None:
            conditions.append("kind = ?")
            values.append(wanted.kind.value)
        if wanted.standing is not None:
            conditions.append(_STANDINGS[wanted.standing])
        with self._database.reading() as db:
            if db.execute("SELECT EXISTS (SELECT 1 FROM verdict WHERE condemned IS NOT NULL)").fetchone()[0]:
                conditions.append(f"NOT {_VERDICTS.format('condemned IS NOT NULL')}")
        return ("WHERE " + " AND ".join(conditions) if conditions else "", values)
