"""The one place that opens connections, and the transactions on them.

Every connection has WAL, foreign keys and `secure_delete` on, and says so or is not used. Driver errors become
`MemoryBankError` here.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from siliconfriend.memory.records import Abandoned, MemoryBankError
from siliconfriend.memory.store.copies import damaged, senseless

if TYPE_CHECKING:
    from sqlite_utils import Database as SqliteUtils

FILE = "memory.sqlite3"
BUSY_SECONDS = 5.0
UNCHANGING = "ro&immutable=1"
STEPS = 20_000
"""Of SQLite's machine, between two looks at whether anybody still waits: some milliseconds."""

_ERROR_CODES = {
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
    code = _ERROR_CODES.get(extended & 0xFF, "database_failed")
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
            return _connected(path, "")
        except BaseException:
            _take_away(path)
            raise
    return _connected(path, _only_to_be_read(path))


def _connected(path: Path, mode: str) -> sqlite3.Connection:
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


def _only_to_be_read(path: Path) -> str:
    """How to open a file where this user may not write, or a disk that takes nothing; empty where they may.

    SQLite keeps its log beside the file. Where there is none, nobody writes, and it need not be made.
    """
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return ""
    try:
        return "ro" if _log(path).exists() else UNCHANGING
    except PermissionError:  # the file cannot be reached either
        return UNCHANGING


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _take_away(path: Path) -> None:
    for file in (path, _log(path), path.with_name(f"{path.name}-shm")):
        file.unlink(missing_ok=True)


def _waiting_in_log(path: Path) -> bool:
    """Whether something may stand in the log that is not in the file yet; one that found no room is left empty."""
    try:
        return _log(path).stat().st_size > 0
    except FileNotFoundError:
        return False


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


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def open_elsewhere(path: Path) -> bool:
    """Whether another process has the database at `path` open; False also when it cannot be told.

    SQLite's last connection to a database removes its write-ahead log: what stays when ours is closed is another's.
    """
    try:
        with closing(Database(path)) as database:
            database.foreign_changes  # noqa: B018 - reads, which opens the log
    except MemoryBankError as error:
        if error.code != "database_busy":
            return False
    return _log(path).exists()


class Database:
    """A profile's open file: one connection, used by one thread at a time."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self._lock = threading.RLock()
        self.refused: MemoryBankError | None = None
        self.read_only = not create and bool(_only_to_be_read(path))
        try:
            self._connection = connect(path, create=create)
        except MemoryBankError as error:  # a full disk has no room for the log beside the file, which can be read
            if create or error.code not in NO_ROOM or _waiting_in_log(path):
                raise
            self.refused, self.read_only = error, True
            self._connection = _connected(path, UNCHANGING)
        self._file = _identity(path)
        self._left: sqlite3.Connection | None = None
        self._prepared: list[str] = []
        self._take(self._connection)

    def _take(self, connection: sqlite3.Connection) -> None:
        from sqlite_utils import Database as SqliteUtils  # a glimpse does without

        self._connection, self._tables = connection, SqliteUtils(connection, execute_plugins=False)

    def _try_again(self) -> None:
        """Write from now on, if the disk that was full at first has room now.

        Raises:
            MemoryBankError: it has none; all is as it was.
        """
        connection = connect(self.path)
        try:
            for statement in self._prepared:
                connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        self._left = self._connection  # somebody may be reading through it
        self._take(connection)
        self.refused, self.read_only = None, False

    def prepare(self, statement: str) -> None:
        """Make what belongs to a connection, such as a temporary table, and again should another be taken."""
        with self.reading() as db:
            db.execute(statement)
        self._prepared.append(statement)

    @contextmanager
    def reading(self) -> Iterator[SqliteUtils]:
        """The connection, for queries."""
        with self._lock, driver_errors(self.path):
            yield self._tables

    @contextmanager
    def reading_unless(self, abandoned: Callable[[], bool] | None) -> Iterator[None]:
        """Every query of the block ends before its time, with `Abandoned`, once `abandoned` says so."""
        if abandoned is None:
            yield
            return
        with self._lock, driver_errors(self.path):
            if abandoned():
                raise Abandoned
            self._connection.set_progress_handler(abandoned, STEPS)
            try:
                yield
            finally:
                self._connection.set_progress_handler(None, 0)

    @contextmanager
    def writing(self) -> Iterator[SqliteUtils]:
        """The connection inside a transaction: all of the block or, if it raises, nothing.

        A block within a block belongs to the outer transaction.

        Raises:
            MemoryBankError: the file was deleted or replaced: SQLite would go on writing what nobody finds again.
        """
        with self._lock, driver_errors(self.path):
            if self._connection.in_transaction:
                yield self._tables
                return
            if self.gone:
                raise MemoryBankError("database_gone", path=str(self.path))
            if self.refused is not None:
                self._try_again()
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._tables
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @property
    def gone(self) -> bool:
        """Whether what is open here is no longer the file of that name."""
        return _identity(self.path) != self._file

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside `writing`; waits for another thread that is."""
        with self._lock:
            return self._connection.in_transaction

    @property
    def foreign_changes(self) -> int:
        """A number that changes when another connection, of whatever process, has written."""
        with self.reading() as db:
            number: int = db.execute("PRAGMA data_version").fetchone()[0]
            return number if self._left is None else -number  # each connection counts for itself

    def empty_log(self) -> None:
        """Fold the write-ahead log into the file and cut it to nothing.

        Raises:
            MemoryBankError: another connection is reading what is in it.
        """
        with self.reading() as db:
            busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise MemoryBankError("database_busy", path=str(self.path), detail="wal_checkpoint")

    def copy_to(self, path: Path) -> None:
        """A consistent copy of the file as it is now, private from its first byte."""
        with self._lock, driver_errors(path):
            target = connect(path, create=True)
            try:
                with closing(target):
                    self._connection.backup(target)
            except BaseException:
                _take_away(path)
                raise

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        with self._lock, driver_errors(self.path):
            if self._left is not None:
                self._left.close()
            self._connection.close()
