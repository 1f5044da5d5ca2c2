"""Where everybody's database is, also that of somebody whose folder may not be looked into, or is on a disk that is
not there now.

`Path.glob` passes over what may not be read, as if nobody were there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.database import FILE

if TYPE_CHECKING:
    from pathlib import Path


def databases(profiles: Path) -> list[Path]:
    """The database of each person in the folder `profiles`, in the order of their ids.

    Raises:
        MemoryBankError: the folder cannot be read.
    """
    try:
        folders = sorted(profiles.iterdir())
    except OSError as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError) and not profiles.is_symlink():
            return []
        detail = error.strerror or str(error)
        raise MemoryBankError("database_unreadable", path=str(profiles), detail=detail) from error
    return [file for folder in folders if not folder.name.startswith(".") and _may_be(file := folder / FILE)]


def is_id(name: str) -> bool:
    """Whether a folder called so was made for a person."""
    return re.fullmatch("[0-9a-f]{32}", name) is not None


def _may_be(file: Path) -> bool:
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        folder = file.parent
        return file.is_symlink() or (is_id(folder.name) and folder.is_symlink() and not folder.exists())
    except OSError:  # it may not be looked at, or its disk does not answer
        return True
    return True
