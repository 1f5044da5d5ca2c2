"""What the program makes in the folder of the profiles, told apart from what somebody else put there."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from siliconfriend import beside
from siliconfriend.leavings import EDITING
from siliconfriend.memory import hnsw
from siliconfriend.memory.meaning import CACHES
from siliconfriend.memory.profiles import LOCK
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.copies import COPIES
from siliconfriend.memory.store.database import FILE
from siliconfriend.memory.store.everybody import databases, is_id
from siliconfriend.memory.store.migrating import BEGUN

_BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite puts behind the name of a database, for files of its own."""

_OF_A_PERSON: Final = (
    *(FILE + end for end in ("", *_BESIDE)),
    *(beside.UNSENT, beside.UNSENT_ELSEWHERE, *beside.UNSENT_CUT_SHORT, f"{EDITING}*"),
    *(beside.AGREED, beside.TOLD, beside.OPEN),
)
_IN: Final = {
    CACHES: (f"{Path(hnsw.FILE).stem}.*", ".*"),
    COPIES: tuple(pattern + end for pattern in ("*.sqlite3", f"*{BEGUN}") for end in ("", *_BESIDE)),
}


def containers(profiles: Path) -> list[Path]:
    """The folders that the program makes: `profiles`, everybody's, and those within; the outer ones first.

    Raises:
        MemoryBankError: one cannot be read.
    """
    if not profiles.is_dir():
        return []
    named = (one for one in _in(profiles) if is_id(one.name.removeprefix(".")) and one.is_dir())
    people = sorted({*named, *(file.parent for file in databases(profiles))})
    inner = [folder for one in people for name in _IN if (folder := one / name).is_dir()]
    return [profiles, *people, *inner]


def belongings(profiles: Path) -> Iterator[Path]:
    """What the program keeps in its `containers`.

    Raises:
        MemoryBankError: one cannot be read.
    """
    for folder in containers(profiles):
        patterns = (LOCK,) if folder == profiles else _IN.get(folder.name, _OF_A_PERSON)
        yield from (one for one in _in(folder) if any(fnmatchcase(one.name, pattern) for pattern in patterns))


def _in(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        detail = error.strerror or str(error)
        raise MemoryBankError("database_unreadable", path=str(folder), detail=detail) from error
