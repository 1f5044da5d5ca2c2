"""A profile's open file, and the transactions on it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from siliconfriend.memory.records import Abandoned, MemoryBankError
from siliconfriend.memory.store.connecting import (
    NO_ROOM,
    UNCHANGING,
    connect,
    connected,
    driver_errors,
    identity,
    log_of,
    only_to_be_read,
    take_away,
    waiting_in_log,
)

if TYPE_CHECKING:
    from sqlite_utils import Database as SqliteUtils

FILE = "memory.sqlite3"
STEPS = 20_000
"""Of SQLite's machine, between two looks at whether anybody still waits: some milliseconds."""


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
    return log_of(path).exists()


class Database:
    """A profile's open file: one connection, used by one thread at a time."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self._lock = threading.RLock()
        self.refused: MemoryBankError | None = None
        self.read_only = not create and bool(only_to_be_read(path))
        try:
            self._connection = connect(path, create=create)
        except MemoryBankError as error:  # a full disk has no room for the log beside the file, which can be read
            if create or error.code not in NO_ROOM or waiting_in_log(path):
                raise
            self.refused, self.read_only = error, True
            self._connection = connected(path, UNCHANGING)
        self._file = identity(path)
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
        return identity(self.path) != self._file

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
                take_away(path)
                raise

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        with self._lock, driver_errors(self.path):
            if self._left is not None:
                self._left.close()
            self._connection.close()
