"""A first look at whoever talked last, before anything that takes time to load is loaded.

Only reads, and only what is as this program writes it: anything else is left to `Bank`, which sets it right.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from siliconfriend.memory.records import MemoryBankError, Profile, Turn
from siliconfriend.memory.store.connecting import connect, driver_errors
from siliconfriend.memory.store.everybody import databases
from siliconfriend.memory.store.identity import Identity
from siliconfriend.memory.store.transcript import Transcript

if TYPE_CHECKING:
    from pathlib import Path

    from siliconfriend.memory.store.database import Database


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Somebody, and the last turns."""

    profile: Profile
    turns: Sequence[Turn]


def glimpse(folder: Path, name: str | None, limit: int) -> Glimpse | None:
    """The person called exactly `name` in the `folder` of profiles, or else whoever talked last.

    None when nobody is found so, or somebody's file needs more than reading.
    """
    latest, found = -1.0, None
    try:
        for file in databases(folder):
            with closing(connect(file)) as connection:
                read = cast("Database", _Reading(file, connection))
                identity = Identity(read)
                profile, opened = identity.profile(file.parent.name), identity.opened()
                if (name is None or profile.name == name) and opened > latest:
                    latest, found = opened, Glimpse(profile, Transcript(read).last(before=None, limit=limit))
    except MemoryBankError:
        return None
    return found


class _Reading:
    """The reading half of a `Database`, without sqlite-utils behind it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[_Reading]:
        with driver_errors(self.path):
            yield self

    def query(self, sql: str, values: Sequence[object] = ()) -> Iterator[dict[str, Any]]:
        cursor = self._connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)
