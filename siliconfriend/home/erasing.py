"""Everything the program keeps, erased; what somebody else put into its folders stays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from siliconfriend.home.belongings import belongings, containers
from siliconfriend.home.restoring import home_lock, refuse_if_open
from siliconfriend.leavings import BACKUP, EDITING
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.everybody import databases
from siliconfriend.places import APPLICATION, Places
from siliconfriend.replacing import PARTS


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, and what was `left` because it is not the program's."""

    people: int
    settings: bool
    logs: int
    left: tuple[Path, ...]


def anything(places: Places) -> bool:
    """Whether the program keeps anything here."""
    return any(True for folder in _folders(places) for _ in _ours(places, folder))


def erase(places: Places) -> Erased:
    """Delete the people, the settings, the caches and the logs, and the folders that are empty then.

    Raises:
        MemoryBankError: somebody has a person open (nothing was deleted), or the disk refuses (run it again).
    """
    if not anything(places):
        return Erased(0, settings=False, logs=0, left=())
    with home_lock(places):
        refuse_if_open(places.profiles)
        people = len(databases(places.profiles))
        settings = places.config_file.exists()
        logs = sum(1 for _ in _ours(places, places.logs))
        made = containers(places.profiles)
        for path in [path for folder in _folders(places) for path in _ours(places, folder)]:
            _delete(path)
        for folder in reversed(made):
            _remove_if_empty(folder)
    for path in _ours(places, places.data):  # the lock
        _delete(path)
    left = tuple(path for folder in _folders(places) if folder.is_dir() for path in _left_in(folder, made))
    _remove_empty(places)
    return Erased(people, settings, logs, left)


def _left_in(folder: Path, made: Sequence[Path]) -> Iterator[Path]:
    """What is in `folder` still, and in those of the folders `made` by the program that are in it."""
    for path in sorted(folder.iterdir()):
        if path in made:
            yield from _left_in(path, made)
        else:
            yield path


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # not empty, or not there
        if folder.is_symlink() and not any(folder.iterdir()):
            folder.unlink()
        else:
            folder.rmdir()


def _remove_empty(places: Places) -> None:
    folders = _folders(places)
    parents = {folder.parent for folder in folders}
    ours = parents if len(parents) == 1 else {parent for parent in parents if parent.name == APPLICATION}
    for folder in (*folders, *ours):
        with suppress(OSError):  # not empty, or not there
            folder.rmdir()


def _folders(places: Places) -> list[Path]:
    return list(dict.fromkeys((places.data, places.config, places.cache, places.logs)))


def _ours(places: Places, folder: Path) -> Iterator[Path]:
    """What the program keeps right in `folder`, and everybody's own where it is theirs."""
    patterns = (
        (places.data, (".home.lock", ".restore*", ".set-aside", f"{BACKUP}*")),
        (places.cache, (f"{EDITING}*",)),
        (places.config, (places.config_file.name, f".{places.config_file.name}.*", PARTS)),
        (places.logs, ("*.log", "*.log.*")),
    )
    for of_folder, names in patterns:
        if of_folder == folder:
            for name in names:
                yield from folder.glob(name)
    if folder == places.data:
        yield from belongings(places.profiles)


def _delete(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise MemoryBankError("home_unwritable", path=str(path), detail=error.strerror or str(error)) from error
