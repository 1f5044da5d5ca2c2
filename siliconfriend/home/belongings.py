"""What the program makes in the folder of the profiles, told apart from what somebody else put there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from siliconfriend.memory.own_files import OF_A_PERSON, WITHIN, left_in, matches
from siliconfriend.memory.profiles import LOCK
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.everybody import databases, is_id


def containers(profiles: Path) -> list[Path]:
    """The folders that the program makes: `profiles`, everybody's, and those within; the outer ones first.

    Raises:
        MemoryBankError: one cannot be read.
    """
    if not profiles.is_dir():
        return []
    named = (one for one in _in(profiles) if is_id(one.name.removeprefix(".")) and one.is_dir())
    people = sorted({*named, *filter(Path.is_dir, (file.parent for file in databases(profiles)))})
    inner = [folder for one in people for name in WITHIN if (folder := one / name).is_dir()]
    return [profiles, *people, *inner]


def belongings(profiles: Path) -> Iterator[Path]:
    """What the program keeps in its `containers`.

    Raises:
        MemoryBankError: one cannot be read.
    """
    for folder in containers(profiles):
        patterns = (LOCK,) if folder == profiles else WITHIN.get(folder.name, OF_A_PERSON)
        yield from (one for one in _in(folder) if matches(one, patterns))


def strays(profiles: Path) -> list[Path]:
    """What somebody else put among the `profiles`, or into a person's folder.

    Raises:
        MemoryBankError: one cannot be read.
    """
    made = containers(profiles)
    people = [folder for folder in made if folder.parent == profiles]
    beside_them = [path for path in (_in(profiles) if made else []) if path not in made and path.name != LOCK]
    return [*beside_them, *(path for person in people for path in left_in(person))]


def _in(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        detail = error.strerror or str(error)
        raise MemoryBankError("database_unreadable", path=str(folder), detail=detail) from error
