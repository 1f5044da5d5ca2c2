"""A backup read again: each file in it checked against what the archive (archive.py) says of it."""

from __future__ import annotations

import hashlib
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from siliconfriend.home.archive import CHUNK, CONFIG, FORMAT, MANIFEST, Entry, Manifest, damaged
from siliconfriend.home.bytes_gone import BytesGone, Tell
from siliconfriend.memory.bank import DATABASE
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.places import private_folder

LARGEST_MANIFEST = 16_000_000
ZIP_BEGINS = b"PK"

_NAME = re.compile(rf"profiles/[0-9a-f]{{32}}/{re.escape(DATABASE)}|{re.escape(CONFIG)}")
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)


class _Made(msgspec.Struct, frozen=True):
    """What a manifest of any format says of the program that made it."""

    format: int
    version: str = "?"
    program: str = "siliconfriend"


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
                raise damaged(file, entry.name)
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
        raise damaged(file, type(error).__name__) from error


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
            raise damaged(file, name)
    if sorted(names) != sorted([*listed, MANIFEST]):
        raise damaged(file, MANIFEST)
    return manifest


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
