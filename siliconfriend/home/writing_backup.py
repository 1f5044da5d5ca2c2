"""The whole home written as one file (archive.py)."""

from __future__ import annotations

import hashlib
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from siliconfriend import __version__
from siliconfriend.home.archive import CHUNK, CONFIG, FORMAT, MANIFEST, Entry, Manifest
from siliconfriend.home.bytes_gone import BytesGone, Tell
from siliconfriend.leavings import COPYING, scratch, sweep_scratch
from siliconfriend.memory.bank import DATABASE
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.connecting import NO_ROOM
from siliconfriend.memory.store.database import Database
from siliconfriend.memory.store.everybody import databases
from siliconfriend.memory.store.identity import Identity
from siliconfriend.memory.store.soundness import look_through
from siliconfriend.places import NotAFileError, Places, only_a_file
from siliconfriend.replacing import replacing

EARLIEST, LATEST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
"""The dates that an archive can tell."""


def write_backup(places: Places, file: Path, made: str, tell: Tell | None = None) -> tuple[Manifest, list[Path]]:
    """Write the home at `places` to `file` (0600), whole or not at all; with it the databases that cannot be read.

    Raises:
        MemoryBankError: there is nothing to keep or to be read, or the disk refuses; an older file stays as it was.
    """
    damaged: list[Path] = []
    trouble: MemoryBankError | None = None
    people: list[str] = []
    everybody = databases(places.profiles)
    gone = BytesGone(sum(map(_size, everybody)), tell)
    with _replacing(file) as target, _scratch(file) as folder, zipfile.ZipFile(target, "w") as archive:
        files = []
        for database in everybody:
            copy = folder / database.parent.name
            try:
                people.append(_copied(database, copy))
            except MemoryBankError as error:
                if error.code in NO_ROOM:
                    raise
                damaged.append(database)
                trouble = trouble or error
                continue
            info = _info(f"profiles/{database.parent.name}/{DATABASE}", made)
            files.append(_put(archive, info, copy, gone))
            copy.unlink()
        if places.config_file.is_file():
            files.append(_put(archive, _info(CONFIG, made), places.config_file, gone))
        if not files:
            raise trouble or MemoryBankError("backup_empty")
        manifest = Manifest(FORMAT, __version__, made, sorted(people), files)
        archive.writestr(_info(MANIFEST, made), msgspec.json.encode(manifest), zipfile.ZIP_STORED)
    return manifest, damaged


def _copied(database: Path, copy: Path) -> str:
    """Copy an open or closed `database`; whose it is.

    Raises:
        MemoryBankError: it is damaged, which is said of it and not of the copy; or the disk refuses.
    """
    with closing(Database(database)) as opened:
        try:
            opened.copy_to(copy)
            with closing(Database(copy)) as copied:
                look_through(copied)
                return Identity(copied).profile(copy.name).name
        except MemoryBankError as error:
            no_room = error.code in NO_ROOM
            error.details["path"] = str(copy.parent.parent if no_room else database)
            raise


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # why it cannot be kept is said when it is to be
        return 0


def _info(name: str, made: str) -> zipfile.ZipInfo:
    """How `name` is told in an archive `made` then, or as near to it as archives have a date."""
    at = datetime.fromisoformat(made).timetuple()[:6]
    info = zipfile.ZipInfo(name, min(max(at, EARLIEST), LATEST))
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _put(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: Path, gone: BytesGone) -> Entry:
    digest = hashlib.sha256()
    info.file_size = source.stat().st_size
    with source.open("rb") as file, archive.open(info, "w") as target:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
            gone.more(len(chunk))
    return Entry(info.filename, info.file_size, digest.hexdigest())


@contextmanager
def _scratch(file: Path) -> Iterator[Path]:
    """A private folder for copies beside `file`, or with other programs' where that is refused; gone at the end.

    The home is no place for it: it may be full, or on a disk that cannot be written.
    """
    beside, shared = file.resolve().parent, Path(tempfile.gettempdir())
    for parent in (beside, shared):
        sweep_scratch(parent, COPYING)
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(scratch(beside, COPYING))
        except (OSError, NotImplementedError):  # a disk without locks, too
            folder = stack.enter_context(scratch(shared, COPYING))
        yield folder


@contextmanager
def _replacing(file: Path) -> Iterator[BinaryIO]:
    """A file that becomes `file` when all has gone well."""
    path = file.resolve()
    try:
        only_a_file(path)
        with replacing(path) as target:
            yield target
    except NotAFileError as error:
        raise MemoryBankError("not_a_file", file=str(file)) from error
    except OSError as error:
        raise MemoryBankError("file_unwritable", file=str(file), detail=error.strerror or str(error)) from error
