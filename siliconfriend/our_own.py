"""What a person has written somewhere never takes the place of a file that is the program's own."""

from __future__ import annotations

import os
from pathlib import Path

from siliconfriend.places import Places

Identity = tuple[int, int]


def is_our_own(path: Path, places: Places) -> bool:
    """Whether `path`, by whatever name, is in a folder of the program's own, or is a file of one."""
    real = Path(os.path.realpath(path))
    folders = [Path(os.path.realpath(one)) for one in (places.data, places.config, places.cache, places.logs)]
    if any(real.is_relative_to(folder) for folder in folders):
        return True
    # Another way to a folder: names in other letters, or mounted twice.
    ours = {_identity(folder) for folder in folders} - {None}
    if any(_identity(one) in ours for one in (real, *real.parents)):
        return True
    return _has_other_names(real) and any(_holds(folder, real) for folder in folders)


def _holds(folder: Path, file: Path) -> bool:
    """Whether something in `folder` is the same file."""
    wanted = _identity(file)
    return any(_identity(Path(within) / name) == wanted for within, _, names in os.walk(folder) for name in names)


def _has_other_names(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_nlink > 1
    except OSError:
        return False


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
