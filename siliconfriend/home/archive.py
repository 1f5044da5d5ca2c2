"""What the archive of a whole home is: a zip file with a manifest of what is in it.

Every person's database (a consistent copy, whoever has it open) and the settings; caches are left out, for they
are made anew. Names inside are ours alone: `profiles/ID/memory.sqlite3` and `config.toml`.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from siliconfriend.memory.records import MemoryBankError

FORMAT = 1
MANIFEST = "manifest.json"
CONFIG = "config.toml"
CHUNK = 1 << 20


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


def damaged(file: Path, detail: str) -> MemoryBankError:
    """The archive `file` is not as it was written; `detail` says where."""
    return MemoryBankError("backup_damaged", file=str(file), detail=detail)
