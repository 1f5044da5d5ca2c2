"""Connections to a file, each of them guarded: WAL, foreign keys and `secure_delete` are on, or it is not used.

Driver errors become `MemoryBankError` here.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from siliconfriend.memory.records import Abandoned, MemoryBankError
from siliconfriend.memory.store.copies import damaged, senseless
from siliconfriend.places import NotAFileError, only_a_file

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite puts behind the name of a database, for files of its own."""
BUSY_SECONDS = 5.0
UNCHANGING = "ro&immutable=1"

ERROR_CODES = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_BUSY: "database_busy",
    sqlite3.SQLITE_LOCKED: "database_busy",
    sqlite3.SQLITE_CANTOPEN: "database_unreadable",
    sqlite3.SQLITE_PERM: "database_unreadable",
    sqlite3.SQLITE_IOERR: "database_unreadable",
    sqlite3.SQLITE_CORRUPT: "database_damaged",
    sqlite3.SQLITE_NOTADB: "database_damaged",
}

NO_ROOM = ("disk_full", "disk_refused")

_REFUSED_WRITES = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
}
"""How a disk says that a quota is used up, or that it is full when a file is made longer."""


@contextmanager
def driver_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises about the file `path` into `MemoryBankError`, or `Abandoned`."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_our_words(path, error) from error
    except UnicodeDecodeError as error:  # the driver's own message quotes a damaged schema
        raise senseless(path, error) from error


def _in_our_words(path: Path, error: sqlite3.Error) -> MemoryBankError | Abandoned:
    extended: int = getattr(error, "sqlite_errorcode", 0)
    if extended == sqlite3.SQLITE_INTERRUPT:
        return Abandoned()
    if extended in _REFUSED_WRITES:
        return MemoryBankError("disk_refused", path=str(path), detail=str(error))
    code = ERROR_CODES.get(extended & 0xFF, "database_failed")
    if code == "database_damaged":
        return damaged(path, str(error))
    return MemoryBankError(code, path=str(path), detail=str(error))


def connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """A connection to `path` in autocommit mode, private and safe; the caller may use it from any thread.

    Raises:
        MemoryBankError: the file cannot be made or opened, is no database, or a safeguard is not in force.
    """
    if create:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except OSError as error:
            raise MemoryBankError("database_unreadable", path=str(path), detail=str(error)) from error
        try:
            return connected(path, "")
        except BaseException:
            take_away(path)
            raise
    return connected(path, only_to_be_read(path))


def connected(path: Path, mode: str) -> sqlite3.Connection:
    """A connection opened in that `mode` of SQLite's; empty: to read and write, guarded."""
    _only_files(path)
    with driver_errors(path):
        connection = sqlite3.connect(
            f"file:{quote(os.fsencode(path))}?mode={mode or 'rw'}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            if mode:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            else:
                _guard(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def only_to_be_read(path: Path) -> str:
    """How to open a file where this user may not write, or a disk that takes nothing; empty where they may.

    SQLite keeps its log beside the file. Where there is none, nobody writes, and it need not be made.
    """
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return ""
    try:
        return "ro" if log_of(path).exists() else UNCHANGING
    except PermissionError:  # the file cannot be reached either
        return UNCHANGING


def log_of(path: Path) -> Path:
    """The write-ahead log of the database at `path`."""
    return path.with_name(f"{path.name}-wal")


def take_away(path: Path) -> None:
    """Remove the database at `path`, and what SQLite keeps beside it."""
    for file in (path, *(path.with_name(path.name + end) for end in BESIDE)):
        file.unlink(missing_ok=True)


def waiting_in_log(path: Path) -> bool:
    """Whether something may stand in the log that is not in the file yet; one that found no room is left empty."""
    try:
        return log_of(path).stat().st_size > 0
    except FileNotFoundError:
        return False


def _only_files(path: Path) -> None:
    """See that neither the database at `path` nor what SQLite keeps beside it is a pipe, for which it would wait.

    Raises:
        MemoryBankError: one is, or is a folder or a device.
    """
    for end in ("", *BESIDE):
        try:
            only_a_file(path.with_name(path.name + end))
        except NotAFileError as error:
            detail = "no ordinary file"
            raise MemoryBankError("database_unreadable", path=str(error.filename), detail=detail) from error
        except OSError:  # it cannot be reached; SQLite says why
            return


def _guard(connection: sqlite3.Connection, path: Path) -> None:
    for pragma, wanted in (
        ("journal_mode=WAL", "wal"),
        ("foreign_keys=ON", 1),
        ("secure_delete=ON", 1),
        ("synchronous=FULL", 2),
        ("temp_store=MEMORY", 2),
    ):
        name = pragma.partition("=")[0]
        connection.execute(f"PRAGMA {pragma}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise MemoryBankError("database_unguarded", path=str(path), detail=f"{name} is {found}")


def identity(path: Path) -> tuple[int, int] | None:
    """Which file that is, by device and number; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
