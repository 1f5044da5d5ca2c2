"""The retrievable pieces, how firmly each is held, and which have faded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from siliconfriend.memory.records import Counts, Kind, Memory, MemoryState
from siliconfriend.memory.store.copies import sensible_rows
from siliconfriend.memory.store.rows import MEMORIES, as_json, as_text, from_json, memory_of, seconds

if TYPE_CHECKING:
    from datetime import date, datetime

    from siliconfriend.memory.new import NewMemory
    from siliconfriend.memory.store.database import Database

SECONDS_PER_DAY = 86400.0

_FADING = """
    SELECT id, recalled FROM memory
        WHERE state = 'alive' AND strength >= 1 AND recalled < ?2 - ?1 AND recalled + strength * ?1 < ?2
    UNION ALL SELECT id, recalled FROM memory
        WHERE state = 'alive' AND strength < 1 AND recalled + strength * ?1 < ?2"""
"""By two indexes, the second of which is next to empty: what was recalled within one life is not looked at."""
_IN_SIGHT = "id NOT IN (SELECT memory FROM verdict WHERE condemned IS NOT NULL)"


class Memories:
    """What can be recalled."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def form(self, new: NewMemory, now: datetime) -> int:
        """Keep a new memory, whose clock starts `now`; its id. A turn's text is the turn's own."""
        with self._database.writing() as db:
            cursor = db.execute(
                "INSERT INTO memory (kind, turn, day, text, strength, formed, recalled, held, extra) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    new.kind.value,
                    new.turn,
                    new.day.isoformat(),
                    None if new.text is None else as_text(new.text),
                    new.strength,
                    *[seconds(now)] * 3,
                    as_json(new.extra or {}),
                ],
            )
            return int(cursor.lastrowid or 0)

    def get(self, ids: Iterable[int]) -> dict[int, Memory]:
        """The memories with these ids, by id; unknown ids are left out."""
        where = "WHERE memory.id IN (SELECT value FROM json_each(?))"
        return {one.id: one for one in self._select(where, [as_json(list(ids))])}

    def of_turn(self, turn: int) -> Memory | None:
        """The memory of a turn."""
        found = self._select("WHERE memory.turn = ?", [turn])
        return found[0] if found else None

    def of_day(self, kind: Kind, day: date) -> list[Memory]:
        """The memories of one kind and day."""
        return self._select("WHERE memory.day = ? AND memory.kind = ?", [day.isoformat(), kind.value])

    def all(self, kind: Kind) -> list[Memory]:
        """Every memory of one kind, by day."""
        return self._select("WHERE memory.kind = ? ORDER BY memory.day, memory.id", [kind.value])

    def everything(self) -> Iterator[Memory]:
        """Every memory, oldest first, a thousand at a time."""
        last = 0
        while found := self._select("WHERE memory.id > ? ORDER BY memory.id LIMIT 1000", [last]):
            yield from found
            last = found[-1].id

    def page(self, *, kind: Kind | None, state: MemoryState | None, limit: int, before: int | None) -> list[Memory]:
        """Up to `limit` memories of a kind and state, the latest day first; those that follow `before`.

        None that is being deleted is among them.
        """
        conditions: list[tuple[str, list[object]]] = [(_IN_SIGHT, [])]
        if kind is not None:
            conditions.append(("+kind = ?", [kind.value]))
        if state is not None:
            conditions.append(("state = ?", [state.value]))
        if before is not None:
            conditions.append(("(day, id) < (SELECT day, id FROM memory WHERE id = ?)", [before]))
        where = "WHERE " + " AND ".join(text for text, _ in conditions)
        with self._database.reading() as db:
            rows = db.execute(
                f"SELECT id FROM memory {where} ORDER BY day DESC, id DESC LIMIT ?",
                [*(value for _, values in conditions for value in values), limit],
            ).fetchall()
        found = self.get([row[0] for row in rows])
        return [found[row[0]] for row in rows]

    def other_fields(self, id_: int) -> dict[str, Any]:
        """What an imported file said of a memory that has no place of its own."""
        with self._database.reading() as db, sensible_rows(self._database.path):
            row = db.execute("SELECT extra FROM memory WHERE id = ?", [id_]).fetchone()
            found: dict[str, Any] = from_json(row[0]) if row else {}
            return found

    def counts(self) -> Counts:
        """How much there is."""
        with self._database.reading() as db:
            turns = db.execute("SELECT count(*) FROM turn").fetchone()[0]
            memories = db.execute("SELECT count(*) FROM memory").fetchone()[0]
            pinned, faded = (  # the fewest: a count by an index's beginning walks through all it counts
                db.execute("SELECT count(*) FROM memory WHERE state = ?", [state.value]).fetchone()[0]
                for state in (MemoryState.PINNED, MemoryState.FADED)
            )
        return Counts(turns, memories - pinned - faded, pinned, faded)

    def nothing_but(self, turn: int) -> bool:
        """Whether no other turn and no other memory is there."""
        with self._database.reading() as db:
            others = db.execute(
                "SELECT EXISTS (SELECT 1 FROM turn WHERE id != ?) "
                "OR EXISTS (SELECT 1 FROM memory WHERE turn IS NOT ?)",
                [turn, turn],
            )
            return not others.fetchone()[0]

    def recallable(self) -> set[int]:
        """The ids of all memories that have not faded."""
        with self._database.reading() as db:
            return {row[0] for row in db.execute("SELECT id FROM memory WHERE state != 'faded'")}

    def set_state(self, ids: Iterable[int], state: MemoryState, now: datetime, *, restart: bool = True) -> None:
        """Pin, archive or restore memories; the clock of a restored one starts again, or it would fade at once."""
        ids, faded = list(ids), seconds(now) if state is MemoryState.FADED else None
        with self._database.writing() as db:
            if restart and state is MemoryState.ALIVE:
                db.conn.executemany(
                    "UPDATE memory SET recalled = max(recalled, ?), held = max(held, ?) "
                    "WHERE id = ? AND state = 'faded'",
                    [(seconds(now), seconds(now), id_) for id_ in ids],
                )
            db.conn.executemany(
                "UPDATE memory SET state = ?, faded = ? WHERE id = ?", [(state.value, faded, id_) for id_ in ids]
            )

    def set_clock(self, id_: int, *, strength: float, recalled: datetime, formed: datetime) -> None:
        """Set how firmly a memory is held and since when it fades."""
        with self._database.writing() as db:
            db.execute(
                "UPDATE memory SET strength = ?, recalled = ?, held = ?, formed = ? WHERE id = ?",
                [strength, seconds(recalled), seconds(recalled), seconds(formed), id_],
            )

    def trace_clocks(self, ids: Iterable[int]) -> None:
        """Of clocks that were set, see which a recall had started: without it they would stand where they began."""
        with self._database.writing() as db:
            db.execute(
                "UPDATE memory SET held = formed WHERE id IN (SELECT value FROM json_each(?)) AND recalled <= "
                "(SELECT max(turn.answered) FROM recall JOIN turn ON turn.id = recall.turn "
                "WHERE recall.memory = memory.id)",
                [as_json(list(ids))],
            )

    def reinforce(self, ids: Iterable[int], now: datetime) -> None:
        """A recall adds 1 to the strength and starts the clock again (MemoryBank, section on forgetting)."""
        with self._database.writing() as db:
            for id_ in ids:
                db.execute(
                    "UPDATE memory SET strength = strength + 1, recalled = max(recalled, ?) WHERE id = ?",
                    [seconds(now), id_],
                )

    def count_fading(self, now: datetime, life_days: float) -> int:
        """How many memories `fade` would archive."""
        with self._database.reading() as db:
            found = db.execute(f"SELECT count(*) FROM ({_FADING})", _fading(now, life_days)).fetchone()
            return int(found[0])

    def fade(self, now: datetime, life_days: float) -> list[int]:
        """Archive what was last recalled longer ago than strength * `life_days`; the ids, oldest first."""
        with self._database.writing() as db:
            faded = [
                row[0]
                for row in db.execute(f"SELECT id FROM ({_FADING}) ORDER BY recalled, id", _fading(now, life_days))
            ]
            self.set_state(faded, MemoryState.FADED, now)
        return faded

    def take_back_fading(self, now: datetime) -> list[int]:
        """Bring back, as it was, what was archived by a clock that was ahead of `now`, and by nobody; the ids."""
        where = "state = 'faded' AND faded > ? AND id NOT IN (SELECT memory FROM verdict WHERE let_go)"
        with self._database.writing() as db:
            after = [seconds(now)]
            ids = [row[0] for row in db.execute(f"SELECT id FROM memory WHERE {where}", after)]
            db.execute(f"UPDATE memory SET state = 'alive', faded = NULL WHERE {where}", after)
        return ids

    def set_text(self, id_: int, text: str) -> None:
        """Let a memory that is not of a turn say something else."""
        with self._database.writing() as db:
            db.execute("UPDATE memory SET text = ? WHERE id = ? AND turn IS NULL", [as_text(text), id_])

    def drop_vectors(self, id_: int) -> None:
        """Forget every embedder's vector of a memory whose text has changed."""
        with self._database.writing() as db:
            db.execute("DELETE FROM vector WHERE memory = ?", [id_])

    def texts(self, ids: Sequence[int]) -> list[tuple[int, str]]:
        """The text to search and to embed of each of these memories."""
        found = self.get(ids)
        return [(id_, found[id_].text) for id_ in ids if id_ in found]

    def _select(self, rest: str, values: Sequence[object]) -> list[Memory]:
        with self._database.reading() as db, sensible_rows(self._database.path):
            return [memory_of(row) for row in db.query(f"{MEMORIES} {rest}", values)]


def _fading(now: datetime, life_days: float) -> list[float]:
    return [life_days * SECONDS_PER_DAY, seconds(now)]
