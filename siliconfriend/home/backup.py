"""The whole home as one file: a zip archive with a manifest of what is in it.

Every person's database (a consistent copy, whoever has it open) and the settings; caches are left out, for they
are made anew. Names inside are ours alone: `profiles/ID/memory.sqlite3` and `config.toml`.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from siliconfriend import __version__
from siliconfriend.home.bytes_gone import BytesGone, Tell
from siliconfriend.leavings import COPYING, scratch, sweep_scratch
from siliconfriend.memory.bank import DATABASE
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.connecting import NO_ROOM
from siliconfriend.memory.store.database import Database
from siliconfriend.memory.store.everybody import databases
from siliconfriend.memory.store.identity import Identity
from siliconfriend.places import NotAFileError, Places, only_a_file, private_folder
from siliconfriend.replacing import replacing

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 16_000_000
CONFIG = "config.toml"
CHUNK = 1 << 20
ZIP_BEGINS = b"PK"
EARLIEST, LATEST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
"""The dates that an archive can tell."""

_NAME = re.compile(rf"profiles/[0-9a-f]{{32}}/{re.escape(DATABASE)}|{re.escape(CONFIG)}")
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file in the archive: `size` in bytes, `sha256` in hexadecimal."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What an archive holds: when it was `made` (ISO, with zone), by which version, the `people` by name."""

    format: int
    version: str
    made: str
    people: list[str]
    files: list[Entry]
    program: str = "siliconfriend"


class _Made(msgspec.Struct, frozen=True):
    """What a manifest of any format says of the program that made it."""

    format: int
    version: str = "?"
    program: str = "siliconfriend"


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


def read_manifest(file: Path) -> Manifest:
    """What the archive `file` says it holds.

    Raises:
        MemoryBankError: it cannot be read, is no backup, or was made by a newer program.
    """
    with _opened(file) as archive:
        return _manifest(archive, file)


def unpack(file: Path, folder: Path, tell: Tell | None = None) -> Manifest:
    """Write the files of the archive `file` below the new `folder`, each checked against the manifest.

    Raises:
        MemoryBankError: as for `read_manifest`, or something in it is not as it was written. `folder` is to be
            thrown away then.
        OSError: the disk refuses.
    """
    with _opened(file) as archive:
        manifest = _manifest(archive, file)
        gone = BytesGone(sum(entry.size for entry in manifest.files), tell)
        for entry in manifest.files:
            target = folder / entry.name
            private_folder(target.parent)
            digest = hashlib.sha256()
            with open(target, "xb", opener=_private) as out:
                for chunk in _content(archive, entry, file):
                    digest.update(chunk)
                    out.write(chunk)
                    gone.more(len(chunk))
                out.flush()
                os.fsync(out.fileno())
            if digest.hexdigest() != entry.sha256:
                raise _damaged(file, entry.name)
    return manifest


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    with ExitStack() as stack:
        with _reading(file):
            opened = stack.enter_context(file.open("rb"))
            if opened.read(len(ZIP_BEGINS)) != ZIP_BEGINS:
                raise MemoryBankError("backup_foreign", file=str(file))
            archive = stack.enter_context(zipfile.ZipFile(opened))
            if any(
                info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in archive.filelist
            ):
                raise MemoryBankError("backup_foreign", file=str(file))
        yield archive


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """Turn what reading the archive raises into a sentence."""
    try:
        yield
    except OSError as error:
        raise MemoryBankError("file_unreadable", file=str(file), detail=error.strerror or str(error)) from error
    except _BROKEN as error:
        raise _damaged(file, type(error).__name__) from error


def _content(archive: zipfile.ZipFile, entry: Entry, file: Path) -> Iterator[bytes]:
    """What stands in the archive under the entry's name, at most one byte more than the entry says."""
    left = entry.size + 1
    with _reading(file), archive.open(entry.name) as source:
        while left > 0 and (chunk := source.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise MemoryBankError("backup_foreign", file=str(file))
    try:
        with _reading(file):
            content = archive.read(MANIFEST)
        made = msgspec.json.decode(content, type=_Made)
        if made.program == "siliconfriend" and made.format > FORMAT:
            raise MemoryBankError("backup_newer", file=str(file), version=made.version)
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError:
        raise MemoryBankError("backup_foreign", file=str(file)) from None
    if manifest.program != "siliconfriend":
        raise MemoryBankError("backup_foreign", file=str(file))
    listed = [entry.name for entry in manifest.files]
    for name in listed:
        if not _NAME.fullmatch(name):
            raise _damaged(file, name)
    if sorted(names) != sorted([*listed, MANIFEST]):
        raise _damaged(file, MANIFEST)
    return manifest


def _copied(database: Path, copy: Path) -> str:
    """Copy an open or closed `database`; whose it is.

    Raises:
        MemoryBankError: it is damaged, which is said of it and not of the copy; or the disk refuses.
    """
    with closing(Database(database)) as opened:
        try:
            opened.copy_to(copy)
            with closing(Database(copy)) as copied:
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


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _damaged(file: Path, detail: str) -> MemoryBankError:
    return MemoryBankError("backup_damaged", file=str(file), detail=detail)
