"""Reading the dialogue: turns by their place, their day and their words, each with what was recalled for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from siliconfriend.memory.records import MemoryBankError, Recollection, Turn
from siliconfriend.memory.store.copies import sensible_rows
from siliconfriend.memory.store.rows import MEMORIES, TURNS, as_json, as_text, from_json, memory_of, turn_of
from siliconfriend.memory.store.verdicts import SILENT

if TYPE_CHECKING:
    from datetime import date

    from siliconfriend.memory.store.database import Database

_RECALLED = f"""
    SELECT recall.turn AS reply, recall.score, recall.why, found.*
    FROM recall JOIN ({MEMORIES}) AS found ON found.id = recall.memory
    WHERE recall.turn IN (SELECT value FROM json_each(?)) ORDER BY recall.turn, recall.rank"""

_CONDEMNED = """
    SELECT memory.turn FROM verdict CROSS JOIN memory ON memory.id = verdict.memory WHERE condemned IS NOT NULL"""
"""Verdicts first, which are few: the other way round all memories are gone through to show the last turns."""
_HELD = "turn.query LIKE ? ESCAPE '\\' OR turn.response LIKE ? ESCAPE '\\'"
_IN_SIGHT = f"turn.id NOT IN ({_CONDEMNED} AND memory.turn IS NOT NULL)"
_SOME_TURNS_EARLIER = "SELECT at, id FROM turn WHERE (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?"
READ_AT_ONCE = 20_000
AFTER_ALL, BEFORE_ALL = (9e99, 0), (-9e99, 0)
_UNSPOKEN = f"""
    SELECT turn FROM memory LEFT JOIN verdict ON verdict.memory = memory.id
    WHERE turn IN (SELECT value FROM json_each(?)) AND (state = 'faded' OR {SILENT})"""


def left_out(turns: int, block: int) -> int:
    """How many of so many turns are not read: whole blocks, so that at least one is read and less than two."""
    return max(0, (turns // block - 1) * block)


class Transcript:
    """The dialogue as it was, without what is being deleted where turns are listed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest_conversation(self) -> int | None:
        """The conversation begun last on this machine, if any; imported ones were held elsewhere."""
        with self._database.reading() as db:
            row = db.execute("SELECT max(id) FROM conversation WHERE NOT imported").fetchone()
        return row[0] if row else None

    def get(self, turn: int) -> Turn:
        """One turn.

        Raises:
            MemoryBankError: there is no such turn.
        """
        found = self._select("WHERE turn.id = ?", [turn])
        if not found:
            raise MemoryBankError("no_such_turn", turn=turn)
        return found[0]

    def last(self, *, before: int | None, limit: int) -> list[Turn]:
        """The `limit` turns said last, oldest first; with `before`, the ones before that turn."""
        where, values = f"WHERE {_IN_SIGHT}", []
        if before is not None:
            where += " AND (turn.at, turn.id) < (SELECT at, id FROM turn WHERE id = ?)"
            values = [before]
        return self._select(f"{where} ORDER BY turn.at DESC, turn.id DESC LIMIT ?", [*values, limit])[::-1]

    def first(self, *, limit: int) -> list[Turn]:
        """The `limit` turns said first, oldest first."""
        return self._select(f"WHERE {_IN_SIGHT} ORDER BY turn.at, turn.id LIMIT ?", [limit])

    def after(self, turn: int, *, limit: int) -> list[Turn]:
        """The `limit` turns said next after `turn`, oldest first."""
        where = f"WHERE {_IN_SIGHT} AND (turn.at, turn.id) > (SELECT at, id FROM turn WHERE id = ?)"
        return self._select(f"{where} ORDER BY turn.at, turn.id LIMIT ?", [turn, limit])

    def containing(
        self,
        parts: Sequence[Sequence[str]],
        *,
        limit: int,
        among: Collection[int] | None = None,
        echo: bool = False,
        abandoned: Callable[[], bool] | None = None,
    ) -> list[Turn]:
        """The latest `limit` turns that hold any form of each of `parts`, in either case of a to z; latest first.

        Reads some thousands at a time: however many there are, nobody waits long for the store meanwhile. With
        `among`: of those with these ids. With `echo`: of those whose replies only repeat memories.
        """
        conditions = [f"({' OR '.join([_HELD] * len(forms))})" for forms in parts]
        patterns: list[object] = [f"%{_escaped(form)}%" for forms in parts for form in forms for _ in range(2)]
        if among is not None:
            conditions.append("turn.id IN (SELECT value FROM json_each(?))")
            patterns.append(as_json(list(among)))
        if echo:
            conditions.insert(0, "turn.echo")
        wanted = (
            "SELECT turn.id FROM turn WHERE (turn.at, turn.id) < (?, ?) AND (turn.at, turn.id) >= (?, ?) "
            f"AND CASE WHEN {' AND '.join(conditions)} THEN {_IN_SIGHT} END "
            "ORDER BY turn.at DESC, turn.id DESC LIMIT ?"
        )
        found: list[Turn] = []
        before: tuple[float, int] | None = AFTER_ALL
        while before is not None and len(found) < limit:
            with self._database.reading_unless(abandoned), self._database.reading() as db:
                first = db.execute(_SOME_TURNS_EARLIER, [*before, READ_AT_ONCE]).fetchone()
                values = [*before, *(first or BEFORE_ALL), *patterns, limit - len(found)]
                ids = [row[0] for row in db.execute(wanted, values)]
            found += self.these(ids) if ids else []
            before = first
        return found

    def these(self, turns: Collection[int]) -> list[Turn]:
        """The turns with these ids, the latest first; those that are gone are left out."""
        rest = f"WHERE turn.id IN (SELECT value FROM json_each(?)) AND {_IN_SIGHT}"
        return self._select(f"{rest} ORDER BY turn.at DESC, turn.id DESC", [as_json(list(turns))])

    def of_conversation(self, conversation: int, *, after: int = 0, limit: int) -> list[Turn]:
        """The next `limit` turns of a conversation with ids above `after`, in the order they were said."""
        where = f"WHERE {_IN_SIGHT} AND turn.conversation = ? AND turn.id > ?"
        return self._select(f"{where} ORDER BY turn.id LIMIT ?", [conversation, after, limit])

    def end_of_conversation(self, conversation: int, *, before: int | None = None, block: int) -> list[Turn]:
        """The last of a conversation's turns, with ids below `before`, oldest first: all, or one to two blocks.

        Of the conversation only whole blocks of `block` turns are left out, so that the first turn is the same
        for many turns in a row.
        """
        where, values = f"WHERE {_IN_SIGHT} AND turn.conversation = ?", [conversation]
        if before is not None:
            where, values = f"{where} AND turn.id < ?", [*values, before]
        with self._database.reading() as db:
            (count,) = db.execute(f"SELECT count(*) FROM turn {where}", values).fetchone()
            first = f"SELECT turn.id FROM turn {where} ORDER BY turn.id LIMIT 1 OFFSET ?"
            return self._select(
                f"{where} AND turn.id >= ({first}) ORDER BY turn.id", [*values, *values, left_out(count, block)]
            )

    def length(self, conversation: int) -> int:
        """How many turns a conversation has, with those that are being deleted."""
        with self._database.reading() as db:
            row = db.execute("SELECT count(*) FROM turn WHERE conversation = ?", [conversation]).fetchone()
            return int(row[0])

    def unspoken(self, turns: Iterable[int]) -> set[int]:
        """Those of `turns` that the companion does not bring up: faded, never to be recalled, or being deleted."""
        with self._database.reading() as db:
            return {row[0] for row in db.execute(_UNSPOKEN, [as_json(list(turns))])}

    def of_day(self, day: date) -> list[Turn]:
        """A day's turns in the order they were said."""
        return self._select("WHERE turn.day = ? ORDER BY turn.place", [day.isoformat()])

    def of_ids(self, turns: Iterable[int]) -> list[Turn]:
        """The turns with these ids; unknown ids are left out."""
        return self._select("WHERE turn.id IN (SELECT value FROM json_each(?))", [as_json(list(turns))])

    def said(self, since: date | None = None) -> list[Turn]:
        """Every turn from the day `since` on, by day and place, without what was recalled for it."""
        with self._database.reading() as db, sensible_rows(self._database.path):
            rows = db.query(
                f"{TURNS} WHERE turn.day >= ? ORDER BY turn.day, turn.place", [since.isoformat() if since else ""]
            )
            return [turn_of(row) for row in rows]

    def all(self) -> list[Turn]:
        """Every turn, by day and place."""
        return self._select("ORDER BY turn.day, turn.place", [])

    def other_fields(self, turn: int) -> dict[str, Any]:
        """What an imported file said of a turn that has no place of its own."""
        with self._database.reading() as db, sensible_rows(self._database.path):
            row = db.execute("SELECT extra FROM turn WHERE id = ?", [turn]).fetchone()
            found: dict[str, Any] = from_json(row[0]) if row else {}
            return found

    def _select(self, rest: str, values: Sequence[object]) -> list[Turn]:
        with self._database.reading() as db, sensible_rows(self._database.path):
            rows = list(db.query(f"{TURNS} {rest}", values))
            recalled = self._recalled([row["id"] for row in rows])
            return [turn_of(row, tuple(recalled.get(row["id"], ()))) for row in rows]

    def _recalled(self, turns: Sequence[int]) -> dict[int, list[Recollection]]:
        found: dict[int, list[Recollection]] = {}
        with self._database.reading() as db:
            for row in db.query(_RECALLED, [as_json(list(turns))]):
                one = Recollection(memory_of(row), row["score"], from_json(row["why"]))
                found.setdefault(row["reply"], []).append(one)
        return found


def _escaped(part: str) -> str:
    """`part` for LIKE, which has a meaning for three of its signs."""
    return as_text(part).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
