"""Where everything is kept: whether it can be written, who can read it, and whether every profile is sound."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siliconfriend.cli.checkup.finding import Case, Finding
    from siliconfriend.memory.records import Embedder

LITTLE_SPACE = 200 << 20
TOO_LITTLE_SPACE = 10 << 20


def home(case: Case) -> Iterator[Finding]:
    """The folder itself."""
    folder = _nearest(case.places.data)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield case.wrong("home", folder=case.places.data, detail=error.strerror)
        return
    yield case.fine("home", folder=case.places.data)
    yield from _permissions(case)
    free = shutil.disk_usage(folder).free
    told = f"{free / (1 << 30):.1f}"
    if free < TOO_LITTLE_SPACE:
        yield case.wrong("disk", free=told)
    else:
        yield case.note("disk", free=told) if free < LITTLE_SPACE else case.fine("disk", free=told)


def profiles(case: Case) -> Iterator[Finding]:
    """Every profile: whether it opens, and whether what is made from it is right. What was damaged is made anew."""
    from siliconfriend.cli.failures import sentence
    from siliconfriend.memory.records import MemoryBankError
    from siliconfriend.memory.store.everybody import databases
    from siliconfriend.opening import choose_embedder

    try:
        embedder = choose_embedder(case.settings)
    except MemoryBankError:
        embedder = None  # said elsewhere
    try:
        files = databases(case.places.profiles)
    except MemoryBankError as error:
        yield case.wrong("profile", file=case.places.profiles, detail=sentence(case.say, error))
        return
    if not files:
        yield case.note("profiles")
    for file in files:
        yield _profile(case, file, embedder)


def _profile(case: Case, file: Path, embedder: Embedder | None) -> Finding:
    from siliconfriend.cli.failures import sentence
    from siliconfriend.hosts import stays_here
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import EmbedderError, MemoryBankError
    from siliconfriend.memory.store.connecting import NO_ROOM

    mended, written = False, True
    try:
        with closing(Bank(file.parent)) as bank:
            bank.look_through()
            try:
                mended = bank.check_caches()
            except MemoryBankError as error:  # to look through the search terms is to write
                if error.code not in ("read_only", *NO_ROOM):
                    raise
                written = False
            if (
                written
                and embedder is not None
                and (stays_here(embedder.destination) or not bank.profile.local_only)
            ):
                with suppress(EmbedderError):  # said elsewhere; the memory is sound without
                    bank.attach(embedder)
            counts = bank.counts()
    except MemoryBankError as error:
        why = "no_room" if error.code in NO_ROOM else "wrong"
        return case.wrong("profile", why, file=file, detail=sentence(case.say, error))
    memories = counts.alive + counts.pinned + counts.faded
    if not written:
        return case.note("profile", "unwritten", name=bank.profile.name, turns=counts.turns, memories=memories)
    if mended:
        return case.note("profile", "mended", name=bank.profile.name)
    return case.fine("profile", name=bank.profile.name, turns=counts.turns, memories=memories)


def _permissions(case: Case) -> Iterator[Finding]:
    """Whether others can look in; Windows keeps that elsewhere."""
    if os.name == "nt":
        return
    folders = (case.places.data, case.places.profiles, case.places.config_file)
    open_ = [path for path in folders if path.exists() and path.stat().st_mode & 0o077]
    if open_ and case.places.profiles.exists():
        yield case.wrong("permissions", paths=", ".join(map(str, open_)))
    else:
        yield case.fine("permissions")


def _nearest(path: Path) -> Path:
    """`path`, or what exists above it."""
    return next(one for one in (path, *path.parents) if one.exists())
