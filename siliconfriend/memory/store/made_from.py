"""Rows of what everything understood was made from: turns, notes, and for the portrait the days' memories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.reflected import Author, SourceRow
from siliconfriend.memory.store.rows import as_json

if TYPE_CHECKING:
    from siliconfriend.memory.store.database import Database


class MadeFrom:
    """From what a reflection was made, at first hand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def made_from(
        self,
        reflection: int,
        *,
        turns: Iterable[int] = (),
        memories: Iterable[tuple[int, str]] = (),
        told: bool = True,
    ) -> None:
        """Keep what a reflection was made from: turns, and memories with a digest of their text (empty: any).

        Not `told`: only what it said before was made from them.
        """
        with self._database.writing() as db:
            db.conn.executemany(
                "INSERT INTO reflection_source (reflection, turn, told) VALUES (?, ?, ?)",
                [(reflection, turn, told) for turn in turns],
            )
            db.conn.executemany(
                "INSERT INTO reflection_source (reflection, memory, digest, told) VALUES (?, ?, ?, ?)",
                [(reflection, memory, digest, told) for memory, digest in memories],
            )

    def source_rows(self, reflection: int) -> tuple[SourceRow, ...]:
        """What a reflection was made from, for `put_source_rows`."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT turn, memory, digest, told FROM reflection_source WHERE reflection = ?", [reflection]
            )
            return tuple((row[0], row[1], row[2], row[3]) for row in rows)

    def put_source_rows(self, reflection: int, rows: Iterable[SourceRow]) -> None:
        """Keep what a reflection was made from, as it was; what is gone meanwhile is left out."""
        with self._database.writing() as db:
            db.conn.executemany(
                "INSERT INTO reflection_source (reflection, turn, memory, digest, told) SELECT ?1, ?2, ?3, ?4, ?5 "
                "WHERE EXISTS (SELECT 1 FROM turn WHERE id = ?2) OR EXISTS (SELECT 1 FROM memory WHERE id = ?3)",
                [(reflection, *row) for row in rows],
            )

    def turns_of(self, reflection: int) -> list[int]:
        """The turns a reflection was made from at first hand."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT turn FROM reflection_source WHERE reflection = ? AND turn IS NOT NULL", [reflection]
            )
            return [row[0] for row in rows]

    def told(self, memories: Iterable[int]) -> tuple[set[int], set[int]]:
        """The turns and notes that these days' memories tell of, as their words are now."""
        return self._words("reflection.memory IN (SELECT value FROM json_each(?))", memories)

    def read_for(self, versions: Iterable[int]) -> tuple[set[int], set[int]]:
        """The turns and notes that were read themselves for these versions, and not only the days they are in."""
        ours = f"reflection.author = '{Author.MODEL.value}' AND source.digest = ''"
        return self._words(f"reflection.id IN (SELECT value FROM json_each(?)) AND {ours}", versions)

    def read_in(self, turns: Iterable[int], notes: Iterable[int]) -> set[int]:
        """The versions of the portrait for which any of these was read itself, and not only the days it is in.

        What came from a file is not among them: it is one piece.
        """
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT DISTINCT source.reflection FROM reflection_source AS source JOIN reflection "
                "ON reflection.id = source.reflection AND reflection.memory IS NULL AND reflection.author = ? "
                "WHERE source.told AND (source.turn IN (SELECT value FROM json_each(?)) "
                "OR source.memory IN (SELECT value FROM json_each(?)))",
                [Author.MODEL.value, as_json(list(turns)), as_json(list(notes))],
            )
            return {row[0] for row in rows}

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

    def _words(self, which: str, ids: Iterable[int]) -> tuple[set[int], set[int]]:
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT source.turn, source.memory FROM reflection_source AS source "
                f"JOIN reflection ON reflection.id = source.reflection WHERE source.told AND {which}",
                [as_json(list(ids))],
            ).fetchall()
        return {turn for turn, _ in rows if turn is not None}, {note for _, note in rows if note is not None}
