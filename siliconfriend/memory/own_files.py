"""What the program keeps in a person's folder, told apart from what somebody else put there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from siliconfriend import beside
from siliconfriend.leavings import EDITING
from siliconfriend.memory import hnsw
from siliconfriend.memory.meaning import CACHES
from siliconfriend.memory.store.connecting import BESIDE
from siliconfriend.memory.store.copies import COPIES
from siliconfriend.memory.store.database import FILE
from siliconfriend.memory.store.migrating import BEGUN

OF_A_PERSON: Final = (
    *(FILE + end for end in ("", *BESIDE)),
    *(beside.UNSENT, beside.UNSENT_ELSEWHERE, *beside.UNSENT_CUT_SHORT, f"{EDITING}*"),
    *(beside.AGREED, beside.TOLD, beside.OPEN),
)
WITHIN: Final = {
    CACHES: (f"{Path(hnsw.FILE).stem}.*", ".*"),
    COPIES: tuple(pattern + end for pattern in ("*.sqlite3", f"*{BEGUN}") for end in ("", *BESIDE)),
}
"""The folders in a person's, and what is kept in them."""


def matches(path: Path, patterns: tuple[str, ...]) -> bool:
    """Whether `path` is called as one of the `patterns` says."""
    return any(fnmatchcase(path.name, pattern) for pattern in patterns)


def take_away(person: Path) -> None:
    """Delete what the program keeps in a `person`'s folder, and the folder if nothing else is in it.

    Raises:
        OSError: the disk refuses.
    """
    for folder in (*(inner for name in WITHIN if (inner := person / name).is_dir()), person):
        patterns = OF_A_PERSON if folder == person else WITHIN[folder.name]
        for path in list(folder.iterdir()):
            if matches(path, patterns):
                _delete(path)
        if not any(folder.iterdir()):
            folder.unlink() if folder.is_symlink() else folder.rmdir()


def left_in(person: Path) -> Iterator[Path]:
    """What somebody else put into a person's folder."""
    for path in sorted(person.iterdir()):
        if path.name in WITHIN and path.is_dir():
            yield from (one for one in sorted(path.iterdir()) if not matches(one, WITHIN[path.name]))
        elif not matches(path, OF_A_PERSON):
            yield path


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
