"""A backup put in the place of the home: a process killed at any moment leaves the one or the other, whole.

What is restored is first made complete in `.restore-part`. Renaming that to `.restore` decides: from then on it is
carried through, if need be by the next start of the program (`finish`). Until the new people are in place the old
ones are in `.set-aside`.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from siliconfriend.home.archive import CONFIG, Manifest, damaged
from siliconfriend.home.belongings import strays
from siliconfriend.home.bytes_gone import Tell
from siliconfriend.home.reading_backup import unpack
from siliconfriend.home.unfinished import DECIDED, OLD, PART
from siliconfriend.memory.bank import DATABASE, Bank
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.database import open_elsewhere
from siliconfriend.memory.store.everybody import databases
from siliconfriend.memory.store.terms import DAMAGED
from siliconfriend.places import Places, private_folder, write_privately
from siliconfriend.replacing import sweep_parts

LOCK = ".home.lock"
LOCK_SECONDS = 10
PROFILES = "profiles"
NEW_CONFIG = ".config.toml.restored"

log = logging.getLogger(__name__)


def restore(places: Places, file: Path, tell: Tell | None = None) -> Manifest:
    """Replace the people of the home at `places`, and its settings where `file` has some, by those in `file`.

    Raises:
        MemoryBankError: the file is broken, somebody has a person open, or the disk refuses. The home is as it was.
    """
    with home_lock(places):
        finish_interrupted(places)
        part = places.data / PART
        try:
            private_folder(part / PROFILES)
            manifest = unpack(file, part, tell)
            for database in (part / PROFILES).glob(f"*/{DATABASE}"):
                _see_that_it_opens(database, file)
            refuse_if_open(places.profiles)
            if (part / CONFIG).exists():
                write_privately(private_folder(places.config) / NEW_CONFIG, (part / CONFIG).read_bytes())
            _sync(part / PROFILES)
            part.rename(places.data / DECIDED)
        except OSError as error:
            raise _refused(places, error) from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
            if not (places.data / DECIDED).exists():
                (places.config / NEW_CONFIG).unlink(missing_ok=True)
        carry_through(places)
    return manifest


def finish(places: Places) -> None:
    """Finish a restore that was cut short, so that the home is one or the other.

    Raises:
        MemoryBankError: the disk refuses.
    """
    with home_lock(places):
        finish_interrupted(places)


def finish_interrupted(places: Places) -> None:
    """`finish`, under a lock that is held already."""
    old = places.data / OLD
    if (places.data / DECIDED).exists():
        carry_through(places)
    elif (old / PROFILES).exists() and not places.profiles.exists():  # taking it back was cut short
        (old / PROFILES).rename(places.profiles)
    sweep_parts(places.config)
    for unwritten in places.config.glob(f"*{NEW_CONFIG}*"):
        unwritten.unlink(missing_ok=True)
    _let_go(places)
    shutil.rmtree(places.data / PART, ignore_errors=True)


def carry_through(places: Places) -> None:
    """Put what was decided in place, or take it all back."""
    decided, old, new_config = places.data / DECIDED, places.data / OLD, places.config / NEW_CONFIG
    try:
        if (decided / PROFILES).exists():
            if places.profiles.exists():
                places.profiles.rename(private_folder(old) / PROFILES)
                refuse_if_open(old / PROFILES)  # nobody opens it there: who has it open now had it before
            (decided / PROFILES).rename(places.profiles)
        if new_config.exists():
            new_config.replace(places.config_file.resolve())
    except (OSError, MemoryBankError) as error:
        _take_back(places)
        if isinstance(error, OSError):
            raise _refused(places, error) from error
        raise
    shutil.rmtree(decided, ignore_errors=True)
    _let_go(places)


def refuse_if_open(profiles: Path) -> None:
    """Find out whether some process has a person's database open.

    Raises:
        MemoryBankError: one has.
    """
    if any(open_elsewhere(file) for file in databases(profiles)):
        raise MemoryBankError("home_in_use", path=str(profiles.parent))


@contextmanager
def home_lock(places: Places) -> Iterator[None]:
    """The home is this process's to change as a whole.

    Raises:
        MemoryBankError: another one is at it, or the home cannot be written.
    """
    try:
        lock = FileLock(private_folder(places.data) / LOCK, timeout=LOCK_SECONDS, mode=0o600)
        lock.acquire()
    except Timeout as error:
        raise MemoryBankError("home_in_use", path=str(places.data)) from error
    except OSError as error:
        raise _refused(places, error) from error
    try:
        yield
    finally:
        lock.release()


def _let_go(places: Places) -> None:
    """Delete the people who were replaced; what somebody else had put among them goes back to where it was.

    What does not go there keeps them all, for the next start.
    """
    old = places.data / OLD
    try:
        for stray in strays(old / PROFILES):
            target = places.profiles / stray.relative_to(old / PROFILES)
            private_folder(target.parent)
            while target.exists():
                target = target.with_name(f"{target.name}.old")
            shutil.move(stray, target)
    except (OSError, MemoryBankError) as error:
        log.warning("those who were replaced are kept for now: %s", type(error).__name__)
        return
    shutil.rmtree(old, ignore_errors=True)


def _take_back(places: Places) -> None:
    decided, old = places.data / DECIDED, places.data / OLD
    decided.rename(places.data / PART)
    if (old / PROFILES).exists():
        if places.profiles.exists():
            places.profiles.rename(places.data / PART / "taken-back")
        (old / PROFILES).rename(places.profiles)
    (places.config / NEW_CONFIG).unlink(missing_ok=True)
    shutil.rmtree(places.data / PART, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _see_that_it_opens(database: Path, file: Path) -> None:
    """Look through a `database` that came out of the archive `file`.

    Raises:
        MemoryBankError: it is damaged, or not of this program.
    """
    try:
        with closing(Bank(database.parent)) as bank:
            bank.look_through()
    except MemoryBankError as error:
        if error.code not in DAMAGED:
            raise
        raise damaged(file, f"{PROFILES}/{database.parent.name}/{DATABASE}") from error


def _sync(folder: Path) -> None:
    """Make the names in `folder` and above it last through a power cut, where a folder can be opened at all."""
    if os.name == "nt":
        return
    for one in (*folder.iterdir(), folder, folder.parent):
        handle = os.open(one, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _refused(places: Places, error: OSError) -> MemoryBankError:
    return MemoryBankError("home_unwritable", path=str(places.data), detail=error.strerror or str(error))
