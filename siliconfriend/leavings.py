"""Folders in which words lie for a moment, and what a program that was killed left in them.

Somebody who works in such a folder holds a lock in it; a folder that nobody holds was left behind.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from siliconfriend.places import Places

BACKUP, EDITING = ".backup-", "editing-"
COPYING: Final = ".siliconfriend-backup-"
"""Where a backup's copies lie: among somebody else's files, and named so that none of theirs is called so."""
_LOCK: Final = ".lock"
_BORN_SECONDS: Final = 60
"""A folder younger than this without a lock may be about to get one."""


@contextmanager
def scratch(parent: Path, prefix: str) -> Iterator[Path]:
    """A private folder of one's own in the folder `parent`, gone at the end with everything in it.

    Raises:
        OSError: it cannot be made.
    """
    from filelock import FileLock

    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        with FileLock(folder / _LOCK, mode=0o600):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(places: Places) -> None:
    """Take away what was left behind: backups that were cut short, and drafts of nobody (see `left_in`)."""
    shared = Path(tempfile.gettempdir())  # where a backup's copies lie that may not lie beside it
    for parent, prefix in ((places.data, BACKUP), (places.cache, EDITING), (shared, COPYING)):
        sweep_scratch(parent, prefix)


def sweep_scratch(parent: Path, prefix: str) -> None:
    """Take away the folders `left_in` one."""
    for folder in left_in(parent, prefix):
        shutil.rmtree(folder, ignore_errors=True)


def left_in(parent: Path, prefix: str) -> Iterator[Path]:
    """The folders in `parent` whose names begin with `prefix` and in which nobody works any more."""
    for folder in parent.glob(f"{prefix}*/"):
        with suppress(OSError, NotImplementedError):  # a disk without locks, too
            if _own(folder) and _left_behind(folder):
                yield folder


def _own(folder: Path) -> bool:
    """Whether this user made it: what others put into a shared folder is not looked into."""
    return not hasattr(os, "geteuid") or folder.lstat().st_uid == os.geteuid()


def _left_behind(folder: Path) -> bool:
    from filelock import FileLock, Timeout

    if not (folder / _LOCK).exists():
        return time.time() - folder.stat().st_mtime >= _BORN_SECONDS
    try:
        with FileLock(folder / _LOCK, timeout=0, mode=0o600):
            return True
    except Timeout:
        return False
