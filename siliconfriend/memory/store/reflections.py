"""Rows of what was understood: days in brief and versions of the portrait, each with what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.reflected import Author, Part, Reflection
from siliconfriend.memory.store.copies import sensible_rows
from siliconfriend.memory.store.rows import Row, as_json, as_text, moment, seconds, zone_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database as SqliteUtils

    from siliconfriend.memory.store.database import Database

_REFLECTIONS = (
    "SELECT reflection.*, coalesce(reflection.text, memory.text) AS words FROM reflection "
    "LEFT JOIN memory ON memory.id = reflection.memory"
)

_GONE = """
    WITH RECURSIVE gone (id) AS (
        SELECT reflection.id FROM reflection_source AS source
        JOIN reflection ON reflection.id = source.reflection AND reflection.memory IS NULL
        WHERE source.turn IN (SELECT value FROM json_each(?)) OR source.memory IN (SELECT value FROM json_each(?))
        UNION
        SELECT reflection.id FROM reflection JOIN gone ON reflection.base = gone.id
    )
    SELECT id FROM gone"""


class Reflections:
    """What was understood, and from what."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        part: Part,
        text: str | None,
        now: datetime,
        *,
        author: Author,
        model: str = "",
        prompt: str = "",
        fingerprint: str = "",
        memory: int | None = None,
        base: int | None = None,
    ) -> int:
        """Keep a reflection; its id. A day's has a `memory` and no text; the one its memory had is replaced."""
        with self._database.writing() as db:
            if memory is not None:
                db.execute("DELETE FROM reflection WHERE memory = ?", [memory])
            cursor = db.execute(
                "INSERT INTO reflection (part, memory, text, author, model, prompt, at, zone, fingerprint, base) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    part.value,
                    memory,
                    None if text is None else as_text(text),
                    author.value,
                    as_text(model),
                    prompt,
                    seconds(now),
                    zone_of(now),
                    fingerprint,
                    base,
                ],
            )
            return int(cursor.lastrowid or 0)

    def made_from(
        self, reflection: int, *, turns: Iterable[int] = (), memories: Iterable[tuple[int, str]] = ()
    ) -> None:
        """Keep what a reflection was made from: turns, and memories with a digest of their text (empty: any)."""
        with self._database.writing() as db:
            db.conn.executemany(
                "INSERT INTO reflection_source (reflection, turn) VALUES (?, ?)",
                [(reflection, turn) for turn in turns],
            )
            db.conn.executemany(
                "INSERT INTO reflection_source (reflection, memory, digest) VALUES (?, ?, ?)",
                [(reflection, memory, digest) for memory, digest in memories],
            )

    def get(self, id_: int) -> Reflection:
        """One reflection.

        Raises:
            MemoryBankError: there is none.
        """
        found = self._select("WHERE reflection.id = ?", [id_])
        if not found:
            raise MemoryBankError("no_such_reflection", reflection=id_)
        return found[0]

    def of_memory(self, memory: int) -> Reflection | None:
        """How a day's memory came about; None for a memory that is no reflection."""
        found = self._select("WHERE reflection.memory = ?", [memory])
        return found[0] if found else None

    def of_part(self, part: Part) -> list[Reflection]:
        """The reflections of a part, latest first."""
        return self._select("WHERE reflection.part = ? ORDER BY reflection.id DESC", [part.value])

    def latest(self, part: Part) -> Reflection | None:
        """The version of a part of the portrait that holds now."""
        found = self._select("WHERE reflection.part = ? ORDER BY reflection.id DESC LIMIT 1", [part.value])
        return found[0] if found else None

    def chain(self, id_: int) -> list[int]:
        """A reflection and every one that it goes on from."""
        with self._database.reading() as db:
            rows = db.execute(
                "WITH RECURSIVE one (id, base) AS (SELECT id, base FROM reflection WHERE id = ? UNION "
                "SELECT reflection.id, reflection.base FROM reflection JOIN one ON reflection.id = one.base) "
                "SELECT id FROM one",
                [id_],
            )
            return [row[0] for row in rows]

    def turns_of(self, reflection: int) -> list[int]:
        """The turns a reflection was made from at first hand."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT turn FROM reflection_source WHERE reflection = ? AND turn IS NOT NULL", [reflection]
            )
            return [row[0] for row in rows]

    def memories_of(self, reflections: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
        """The memories, with their digests, that reflections were made from at first hand."""
        found: dict[int, list[tuple[int, str]]] = {}
        with self._database.reading() as db:
            for reflection, memory, digest in db.execute(
                "SELECT reflection, memory, digest FROM reflection_source WHERE memory IS NOT NULL "
                "AND reflection IN (SELECT value FROM json_each(?))",
                [as_json(list(reflections))],
            ):
                found.setdefault(reflection, []).append((memory, digest))
        return found

    def _select(self, rest: str, values: Sequence[object]) -> list[Reflection]:
        with self._database.reading() as db, sensible_rows(self._database.path):
            return [_reflection(row) for row in db.query(f"{_REFLECTIONS} {rest}", values)]


def _reflection(row: Row) -> Reflection:
    return Reflection(
        id=row["id"],
        part=Part(row["part"]),
        text=str(row["words"]),
        author=Author(row["author"]),
        model=row["model"],
        prompt=row["prompt"],
        at=moment(row["at"], row["zone"]),
        memory=row["memory"],
        base=row["base"],
        fingerprint=row["fingerprint"],
    )


def take_derived(db: SqliteUtils, turns: Iterable[int], memories: Iterable[int]) -> list[int]:
    """Delete every version of the portrait that was made from these, at any remove; the days' memories to go too.

    Part of a removal: what it was made from is still there when this is called.
    """
    from_turns, from_memories = as_json(list(turns)), list(memories)
    days = [
        row[0]
        for row in db.execute(
            "SELECT DISTINCT reflection.memory FROM reflection_source AS source "
            "JOIN reflection ON reflection.id = source.reflection WHERE reflection.memory IS NOT NULL "
            "AND (source.turn IN (SELECT value FROM json_each(?)) "
            "OR source.memory IN (SELECT value FROM json_each(?)))",
            [from_turns, as_json(from_memories)],
        )
    ]
    gone = [row[0] for row in db.execute(_GONE, [from_turns, as_json([*from_memories, *days])])]
    db.execute("DELETE FROM reflection WHERE id IN (SELECT value FROM json_each(?))", [as_json(gone)])
    return [day for day in days if day not in from_memories]
