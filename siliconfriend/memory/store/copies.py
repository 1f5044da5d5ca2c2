"""The copies that migrations leave beside a database, and which of them could replace a damaged one."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from siliconfriend.memory.records import MemoryBankError

COPIES = "copies"

log = logging.getLogger(__name__)


def damaged(path: Path, detail: str) -> MemoryBankError:
    """What to say of the damaged file `path`: that there is a good copy of it, if there is one."""
    copy = newest_good_copy(path.parent / COPIES)
    if copy is None:
        return MemoryBankError("database_damaged", path=str(path), detail=detail)
    return MemoryBankError("database_damaged_copied", path=str(path), detail=detail, copy=str(copy))


def senseless(path: Path, error: Exception) -> MemoryBankError:
    """The same of a file that holds what no program of ours wrote; `error` may quote that, and is not told."""
    log.warning("something stands in %s that cannot be", path.name, exc_info=error)
    copy = newest_good_copy(path.parent / COPIES)
    if copy is None:
        return MemoryBankError("values_damaged", path=str(path))
    return MemoryBankError("values_damaged_copied", path=str(path), copy=str(copy))


@contextmanager
def sensible_rows(path: Path) -> Iterator[None]:
    """Turn values that no program of ours wrote into what to say of the damaged file `path`."""
    try:
        yield
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise senseless(path, error) from error


def newest_good_copy(folder: Path) -> Path | None:
    """The copy made last of those in `folder` that are whole."""
    files = (copy for copy in folder.glob("*.sqlite3") if copy.is_file())
    newest_first = sorted(files, key=lambda copy: copy.stat().st_mtime, reverse=True)
    return next(filter(_whole, newest_first), None)


def _whole(copy: Path) -> bool:
    try:
        uri = f"file:{quote(os.fsencode(copy))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
            named = connection.execute("SELECT count(*) FROM profile").fetchone()
    except sqlite3.Error:
        return False
    return bool(found == ("ok",) and named == (1,))
