"""A file replaced in one step, and what a killed program left of such a step.

Until it is whole the new file has a name of ours, in the same folder, and whoever writes it holds a lock on it; one
that nobody holds was left behind, and the next that is written there takes it away.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX, SUFFIX = ".siliconfriend-", ".part"
PARTS: Final = f"{PREFIX}*{SUFFIX}"
"""What unfinished files are called, as a pattern."""


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file (0600) that takes the place of `path` when all has gone well; else the old one is as it was.

    Raises:
        OSError: the disk refuses.
    """
    sweep_parts(path.parent)
    handle, part = _begun(path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if sys.platform != "win32":  # there it has to be closed, and cannot be taken away while it is open
                part.replace(path)
        if sys.platform == "win32":
            part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _begun(folder: Path) -> tuple[int, Path]:
    """A new file of our own, and its lock."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=PREFIX, suffix=SUFFIX)
        _hold(handle, wait=True)
        if sys.platform == "win32" or os.fstat(handle).st_nlink:  # else it was swept before it was held
            return handle, Path(name)
        os.close(handle)


def sweep_parts(folder: Path) -> None:
    """Take away what was left behind in `folder`; what somebody is writing stays."""
    for part in folder.glob(PARTS):
        with suppress(OSError):
            if sys.platform == "win32":
                part.unlink()
                continue
            handle = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                if _hold(handle, wait=False):
                    part.unlink()
            finally:
                os.close(handle)


def _hold(handle: int, *, wait: bool) -> bool:
    """Lock an open file for as long as it is open; whether that went."""
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            return True
    return False
