"""Rows of what was understood: days in brief and versions of the portrait, each with what it was made from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.reflected import Author, Derived, NewReflection, Part, Reflection
from siliconfriend.memory.store.copies import sensible_rows
from siliconfriend.memory.store.made_from import MadeFrom
from siliconfriend.memory.store.rows import Row, as_json, as_text, moment, seconds, zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database as SqliteUtils

OUTDATED = "outdated"
"""A fingerprint that no words have."""

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

_ORIGIN = """
    WITH RECURSIVE one (id, base) AS (
        SELECT id, base FROM reflection WHERE id = ?
        UNION SELECT reflection.id, reflection.base FROM reflection JOIN one ON reflection.id = one.base),
    behind (id) AS (
        SELECT id FROM one
        UNION SELECT reflection.id FROM one JOIN reflection_source AS source ON source.reflection = one.id
        JOIN reflection ON reflection.memory = source.memory),
    made (turn) AS (
        SELECT DISTINCT turn FROM reflection_source
        WHERE turn IS NOT NULL AND told AND reflection IN (SELECT id FROM behind))"""


class Reflections(MadeFrom):
    """What was understood, and from what."""

    def add(self, new: NewReflection) -> int:
        """Keep a reflection; its id. The one that its memory had is replaced."""
        with self._database.writing() as db:
            if new.memory is not None:
                db.execute("DELETE FROM reflection WHERE memory = ?", [new.memory])
            cursor = db.execute(
                "INSERT INTO reflection (part, memory, text, author, model, prompt, at, zone, fingerprint, base) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    new.part.value,
                    new.memory,
                    None if new.text is None else as_text(new.text),
                    new.author.value,
                    as_text(new.model),
                    new.prompt,
                    seconds(new.at),
                    zone_of(new.at),
                    new.fingerprint,
                    new.base,
                ],
            )
            return int(cursor.lastrowid or 0)

    def outdate(self, memories: Iterable[int]) -> None:
        """Let what was understood in these days' memories fit no words, unless the person wrote it."""
        with self._database.writing() as db:
            db.execute(
                "UPDATE reflection SET seen = NULL, fingerprint = ? "
                "WHERE author != ? AND memory IN (SELECT value FROM json_each(?))",
                [OUTDATED, Author.USER.value, as_json(list(memories))],
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

    def latest(self, part: Part, but: Collection[int] = ()) -> Reflection | None:
        """The version of a part of the portrait that holds now, or would if those in `but` were gone."""
        rest = "WHERE reflection.part = ? AND reflection.id NOT IN (SELECT value FROM json_each(?)) "
        found = self._select(f"{rest} ORDER BY reflection.id DESC LIMIT 1", [part.value, as_json(list(but))])
        return found[0] if found else None

    def derived(self, turn: int) -> Derived:
        """What goes with a turn's reply."""
        with self._database.reading() as db:
            days, versions = _derived(db, [turn], [])
        return Derived(frozenset(days), frozenset(versions))

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

    def origin(self, id_: int, limit: int) -> tuple[int, list[int]]:
        """From how many turns a reflection was made, by way of whatever else, and the ids of the first of them."""
        with self._database.reading() as db:
            count = db.execute(f"{_ORIGIN} SELECT count(*) FROM made", [id_]).fetchone()[0]
            first = db.execute(
                f"{_ORIGIN} SELECT turn.id FROM made JOIN turn ON turn.id = made.turn "
                "ORDER BY turn.day, turn.place LIMIT ?",
                [id_, limit],
            )
            return int(count), [row[0] for row in first]

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
    from_memories = list(memories)
    days, gone = _derived(db, list(turns), from_memories)
    db.execute("DELETE FROM reflection WHERE id IN (SELECT value FROM json_each(?))", [as_json(gone)])
    return [day for day in days if day not in from_memories]


def _derived(db: SqliteUtils, turns: Sequence[int], memories: Sequence[int]) -> tuple[list[int], list[int]]:
    """The days' memories that were made from these, and the versions of the portrait, at any remove."""
    days = [
        row[0]
        for row in db.execute(
            "SELECT DISTINCT reflection.memory FROM reflection_source AS source "
            "JOIN reflection ON reflection.id = source.reflection WHERE reflection.memory IS NOT NULL "
            "AND (source.turn IN (SELECT value FROM json_each(?)) "
            "OR source.memory IN (SELECT value FROM json_each(?)))",
            [as_json(list(turns)), as_json(list(memories))],
        )
    ]
    found = db.execute(_GONE, [as_json(list(turns)), as_json([*memories, *days])])
    return days, [row[0] for row in found]
