"""What a memory said before other words took its place: a turn's memory, silent, and the note instead of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.store.rows import as_json

if TYPE_CHECKING:
    from siliconfriend.memory.store.database import Database

INSTEAD_OF = "instead_of"
NOTHING = "'[]'"

_WORDED = f"""
    FROM memory AS note JOIN memory AS old
    ON old.id = json_extract(note.extra, '$.{INSTEAD_OF}') AND old.kind = 'turn' AND old.day = note.day
    JOIN verdict ON verdict.memory = old.id AND verdict.factor = 0
    WHERE note.kind = 'note'"""
_NO_OTHER = f"""
    NOT EXISTS (
        SELECT 1 FROM memory AS other WHERE other.kind = 'note' AND other.day = old.day AND other.id != note.id
        AND json_extract(other.extra, '$.{INSTEAD_OF}') = old.id
        AND other.id NOT IN (SELECT value FROM json_each({{}}))
        AND other.id NOT IN (SELECT memory FROM verdict WHERE condemned IS NOT NULL))"""
_OLD = f"SELECT old.id {_WORDED} AND note.id IN (SELECT value FROM json_each(?)) AND {_NO_OTHER.format('?')}"
REWORDED = f"EXISTS (SELECT 1 {_WORDED} AND note.id = memory.id AND {_NO_OTHER.format(NOTHING)})"
"""Whether an old wording goes with a memory when that is deleted: in SQL, of a row of `memory`."""


class Wordings:
    """Old wordings. One that is recalled again is a memory like any other, and none any more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def instead_of(self, id_: int) -> int | None:
        """The note that stands in the place of a memory, if it is still there."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT id FROM memory WHERE kind = 'note' AND day = (SELECT day FROM memory WHERE id = ?) "
                f"AND json_extract(extra, '$.{INSTEAD_OF}') = ? ORDER BY id DESC LIMIT 1",
                [id_, id_],
            ).fetchone()
        return row[0] if row else None

    def old(self, ids: Iterable[int]) -> set[int]:
        """What these memories said before; but for what another memory, that stays, says in other words as well."""
        chosen = as_json(list(ids))
        with self._database.reading() as db:
            found = db.execute(_OLD, [chosen, chosen])
            return {row[0] for row in found}

    def condemned_with(self, ids: Iterable[int]) -> set[int]:
        """What these memories said before, where it was condemned in the same step as they were."""
        with self._database.reading() as db:
            found = db.execute(
                f"SELECT old.id {_WORDED} AND note.id IN (SELECT value FROM json_each(?)) AND verdict.condemned = "
                "(SELECT condemned FROM verdict WHERE memory = note.id)",
                [as_json(list(ids))],
            )
            return {row[0] for row in found}
