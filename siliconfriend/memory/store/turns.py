"""Conversations, their turns, and what was recalled for each reply."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from siliconfriend.memory.records import MemoryBankError, Recollection, Turn, TurnState
from siliconfriend.memory.store.copies import sensible_rows
from siliconfriend.memory.store.rows import (
    MEMORIES,
    TURNS,
    as_json,
    as_text,
    from_json,
    memory_of,
    seconds,
    turn_of,
    zone_of,
)

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from siliconfriend.memory.store.database import Database

_RECALLED = f"""
    SELECT recall.turn AS reply, recall.score, recall.why, found.*
    FROM recall JOIN ({MEMORIES}) AS found ON found.id = recall.memory
    WHERE recall.turn IN (SELECT value FROM json_each(?)) ORDER BY recall.turn, recall.rank"""

_CONDEMNED = "SELECT memory.turn FROM memory JOIN verdict ON verdict.memory = memory.id WHERE condemned IS NOT NULL"


class Turns:
    """The dialogue as it was."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin_conversation(self, now: datetime, *, imported: bool = False) -> int:
        """A new conversation's id."""
        with self._database.writing() as db:
            cursor = db.execute(
                "INSERT INTO conversation (started, imported) VALUES (?, ?)", [seconds(now), int(imported)]
            )
            return int(cursor.lastrowid or 0)

    def latest_conversation(self) -> int | None:
        """The conversation begun last on this machine, if any; imported ones were held elsewhere."""
        with self._database.reading() as db:
            row = db.execute("SELECT max(id) FROM conversation WHERE NOT imported").fetchone()
        return row[0] if row else None

    def add(self, conversation: int, query: str, now: datetime) -> int:
        """Keep what the user says at `now`: the last of all turns, even if the clock was set back; its id."""
        day = now.date().isoformat()
        with self._database.writing() as db:
            cursor = db.execute(
                "INSERT INTO turn (conversation, day, place, query, state, said, zone, at) "
                "VALUES (?, ?, (SELECT coalesce(max(place) + 1, 0) FROM turn WHERE day = ?), ?, ?, ?, ?, "
                "max(?, coalesce((SELECT max(at) FROM turn), ?)))",
                [
                    conversation,
                    day,
                    day,
                    as_text(query),
                    TurnState.OPEN.value,
                    seconds(now),
                    zone_of(now),
                    seconds(now),
                    seconds(now),
                ],
            )
            return int(cursor.lastrowid or 0)

    def add_past(
        self,
        conversation: int,
        day: date,
        query: str,
        response: str,
        *,
        zone: tzinfo | None,
        said: datetime | None = None,
        answered: datetime | None = None,
        state: TurnState = TurnState.FINISHED,
        model: str = "",
        echo: bool = False,
        extra: object = None,
    ) -> int:
        """Keep a turn of the past at the end of its `day`; its id.

        Where nobody knows when it was `said`, it stands in the transcript where its day begins in `zone`.
        """
        at = said or datetime.combine(day, time.min, zone or UTC)
        with self._database.writing() as db:
            cursor = db.execute(
                "INSERT INTO turn (conversation, day, place, query, response, state, said, answered, zone, "
                "model, echo, extra, at) VALUES (?, ?, (SELECT coalesce(max(place) + 1, 0) FROM turn "
                "WHERE day = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    conversation,
                    day.isoformat(),
                    day.isoformat(),
                    as_text(query),
                    as_text(response),
                    state.value,
                    None if said is None else seconds(said),
                    None if answered is None else seconds(answered),
                    None if said is None else zone_of(said),
                    model,
                    int(echo),
                    as_json(extra or {}),
                    seconds(at),
                ],
            )
            return int(cursor.lastrowid or 0)

    def keep(self, turn: int, response: str) -> None:
        """Keep what has arrived of a reply; a reply that has ended is left as it is."""
        with self._database.writing() as db:
            db.execute("UPDATE turn SET response = ? WHERE id = ? AND state = 'open'", [as_text(response), turn])

    def end(self, turn: int, response: str, *, state: TurnState, now: datetime, model: str, echo: bool) -> None:
        """Keep a reply with the way it ended.

        Raises:
            MemoryBankError: there is no such turn.
        """
        with self._database.writing() as db:
            ended = db.execute(
                "UPDATE turn SET response = ?, state = ?, answered = ?, model = ?, echo = ? WHERE id = ?",
                [as_text(response), state.value, seconds(now), model, int(echo), turn],
            )
            if ended.rowcount == 0:
                raise MemoryBankError("no_such_turn", turn=turn)

    def keep_recalled(self, turn: int, recalled: Sequence[Recollection]) -> None:
        """Keep what was recalled for a turn's latest reply, best first; memories deleted since are left out."""
        with self._database.writing() as db:
            db.execute("DELETE FROM recall WHERE turn = ?", [turn])
            for rank, one in enumerate(recalled):
                db.execute(
                    "INSERT INTO recall (turn, rank, memory, score, why) SELECT ?, ?, id, ?, ? "
                    "FROM memory WHERE id = ?",
                    [turn, rank, one.score, as_json(dict(one.why)), one.memory.id],
                )

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
        where, values = "", []
        if before is not None:
            where = "WHERE (turn.at, turn.id) < (SELECT at, id FROM turn WHERE id = ?)"
            values = [before]
        return self._select(f"{where} ORDER BY turn.at DESC, turn.id DESC LIMIT ?", [*values, limit])[::-1]

    def first(self, *, limit: int) -> list[Turn]:
        """The `limit` turns said first, oldest first."""
        return self._select("ORDER BY turn.at, turn.id LIMIT ?", [limit])

    def after(self, turn: int, *, limit: int) -> list[Turn]:
        """The `limit` turns said next after `turn`, oldest first."""
        where = "WHERE (turn.at, turn.id) > (SELECT at, id FROM turn WHERE id = ?)"
        return self._select(f"{where} ORDER BY turn.at, turn.id LIMIT ?", [turn, limit])

    def containing(self, parts: Sequence[str], *, limit: int) -> list[Turn]:
        """The latest `limit` turns that hold every one of `parts`, whatever their case; the latest first."""
        held = "(turn.query LIKE ? ESCAPE '\\' OR turn.response LIKE ? ESCAPE '\\')"
        conditions = [*[held] * len(parts), f"turn.id NOT IN ({_CONDEMNED})"]
        patterns = [f"%{_escaped(part)}%" for part in parts for _ in range(2)]
        rest = f"WHERE {' AND '.join(conditions)} ORDER BY turn.at DESC, turn.id DESC LIMIT ?"
        return self._select(rest, [*patterns, limit])

    def these(self, turns: Collection[int]) -> list[Turn]:
        """The turns with these ids, the latest first; those that are gone are left out."""
        rest = f"WHERE turn.id IN (SELECT value FROM json_each(?)) AND turn.id NOT IN ({_CONDEMNED})"
        return self._select(f"{rest} ORDER BY turn.at DESC, turn.id DESC", [as_json(list(turns))])

    def of_conversation(self, conversation: int) -> list[Turn]:
        """A conversation's turns in the order they were said."""
        return self._select("WHERE turn.conversation = ? ORDER BY turn.id", [conversation])

    def of_day(self, day: date) -> list[Turn]:
        """A day's turns in the order they were said."""
        return self._select("WHERE turn.day = ? ORDER BY turn.place", [day.isoformat()])

    def count_of_day(self, day: date) -> int:
        """How many turns a day has."""
        with self._database.reading() as db:
            return int(db.execute("SELECT count(*) FROM turn WHERE day = ?", [day.isoformat()]).fetchone()[0])

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
