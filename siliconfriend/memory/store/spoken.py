"""Days with words in them, and which of them fit what was understood, without a look at the words.

Triggers of the schema give a day another number whenever its words change: as long as a day has the number with
which a reflection was found to fit, it fits. Everything else is for `days.fits` to see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from siliconfriend.memory.records import Kind
from siliconfriend.memory.reflected import BUILTIN, Author
from siliconfriend.memory.store.copies import sensible_rows
from siliconfriend.memory.store.rows import as_json
from siliconfriend.memory.store.verdicts import SILENT_MEMORIES, SILENT_TURNS

if TYPE_CHECKING:
    from siliconfriend.memory.store.database import Database

_MAY_BE_DUE = f"""
    SELECT spoken_day.day, spoken_day.number,
        (SELECT count(*) FROM turn
            WHERE turn.day = spoken_day.day AND turn.id NOT IN (SELECT value FROM json_each(?))
            AND turn.id NOT IN ({SILENT_TURNS})),
        (SELECT count(*) FROM memory AS note WHERE note.day = spoken_day.day AND note.kind = 'note'
            AND note.id NOT IN ({SILENT_MEMORIES})),
        count(made.id) AS understood, total(reflection.seen = spoken_day.number OR reflection.author = ?) AS fitting
    FROM spoken_day
    LEFT JOIN memory AS made ON made.day = spoken_day.day AND made.kind IN ('summary', 'insight')
    LEFT JOIN reflection ON reflection.memory = made.id
    WHERE spoken_day.day >= ? AND spoken_day.day < ?
    GROUP BY spoken_day.day HAVING fitting < 2 OR fitting < understood ORDER BY spoken_day.day"""

_EXTRACTED = f"""
    SELECT memory.day, memory.kind FROM reflection JOIN memory ON memory.id = reflection.memory
    JOIN spoken_day ON spoken_day.day = memory.day
    WHERE reflection.model = ? AND memory.day >= ? AND memory.day < ? AND EXISTS (
        SELECT 1 FROM memory AS said WHERE said.day = memory.day AND said.kind IN ('turn', 'note')
        AND said.id NOT IN ({SILENT_MEMORIES}))
    ORDER BY memory.day, memory.kind DESC"""

_COUNTED = """
    SELECT count(*) FROM memory LEFT JOIN verdict ON verdict.memory = memory.id
    WHERE memory.day = ? AND memory.kind IN ('turn', 'note') AND verdict.factor IS NOT 0
    AND verdict.let_go IS NOT 1"""

_AFTER_ALL = "9999-99"


@dataclass(frozen=True, slots=True)
class MaybeDue:
    """A day that may be due: how much of it may be told, and whether anything at all was `understood` of it."""

    day: date
    number: int
    turns: int
    notes: int
    understood: bool


class SpokenDays:
    """Which days may be due. Nothing that was said is read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def may_be_due(self, since: date | None, before: date | None, *, but_turns: Collection[int]) -> list[MaybeDue]:
        """The days from `since` until before `before` of which something is missing, or may not fit any more."""
        values = [as_json(list(but_turns)), Author.USER.value, *_between(since, before)]
        with self._database.reading() as db, sensible_rows(self._database.path):
            return [
                MaybeDue(date.fromisoformat(day), number, turns, notes, bool(understood))
                for day, number, turns, notes, understood, _ in db.execute(_MAY_BE_DUE, values)
                if turns or notes or understood
            ]

    def extracted(self, since: date | None, before: date | None) -> list[tuple[date, Kind]]:
        """What was understood without a model of days of which something may be told, oldest first, summaries
        before insights.
        """
        with self._database.reading() as db, sensible_rows(self._database.path):
            rows = db.execute(_EXTRACTED, [BUILTIN, *_between(since, before)])
            return [(date.fromisoformat(day), Kind(kind)) for day, kind in rows]

    def counted(self, day: date) -> int:
        """How many turns and notes of `day` may be told, with those that are being answered or deleted."""
        with self._database.reading() as db:
            return int(db.execute(_COUNTED, [day.isoformat()]).fetchone()[0])

    def number(self, day: date) -> int | None:
        """The number that the words of `day` have now; None: there are none."""
        with self._database.reading() as db:
            row = db.execute("SELECT number FROM spoken_day WHERE day = ?", [day.isoformat()]).fetchone()
        return row[0] if row else None

    def fit(self, found: Iterable[tuple[int, int]]) -> None:
        """Keep of reflections with which number of its day each was found to fit."""
        with self._database.writing() as db:
            db.conn.executemany(
                "UPDATE reflection SET seen = ? WHERE id = ?",
                [(number, reflection) for reflection, number in found],
            )


def _between(since: date | None, before: date | None) -> tuple[str, str]:
    return since.isoformat() if since else "", before.isoformat() if before else _AFTER_ALL
