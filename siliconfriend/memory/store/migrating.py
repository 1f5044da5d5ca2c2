"""Bringing a file to this program's schema, with a copy of it made first."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.migrations import schema
from siliconfriend.places import private_folder

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database as SqliteUtils

    from siliconfriend.memory.store.database import Database


BEGUN = ".begun"
"""The end of a copy's name until it is whole."""


def migrate(database: Database, copies: Path, now: datetime | None = None) -> None:
    """Bring `database` to this program's schema; before a change a copy of it goes into the folder `copies`.

    Raises:
        MemoryBankError: a newer program wrote the file, or the copy could not be made. Nothing was changed.
    """
    with database.reading() as db:
        applied = [step.name for step in schema.applied(db)]
        pending = [step.name for step in schema.pending(db)]
        known = set(pending) | {step.name for step in schema.pending(_empty())}
    if not set(applied) <= known:
        raise MemoryBankError("newer_database", path=str(database.path))
    if not pending:
        return
    if applied:
        stamp = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%S.%f")
        try:
            private_folder(copies)
        except OSError as error:
            raise MemoryBankError("database_unreadable", path=str(copies), detail=str(error)) from error
        begun = copies / f"{stamp}{BEGUN}"
        database.copy_to(begun)
        with suppress(FileNotFoundError):  # another program was faster: there is its copy
            begun.rename(copies / f"before-{pending[0]}-{stamp}.sqlite3")
    with database.writing() as db:
        schema.apply(db)
    for cut_short in copies.glob(f"*{BEGUN}*"):
        with suppress(OSError):
            cut_short.unlink()


def _empty() -> SqliteUtils:
    from sqlite_utils import Database as InMemory

    return InMemory(memory=True)
