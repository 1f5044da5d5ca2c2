"""Who is known: one folder and one SQLite file per profile.

A folder's name is an id; the person's name lives inside the file. Deleting a person is deleting a folder.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from msgspec.structs import replace

from siliconfriend.memory.bank import DATABASE, Bank
from siliconfriend.memory.names import clean_name, name_key
from siliconfriend.memory.records import MemoryBankError, Profile
from siliconfriend.memory.store.connecting import NO_ROOM
from siliconfriend.memory.store.database import Database, open_elsewhere
from siliconfriend.memory.store.everybody import databases, is_id
from siliconfriend.memory.store.identity import Identity
from siliconfriend.places import private_folder

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from siliconfriend.language import Language
    from siliconfriend.memory.forgetting import Curve

LOCK = ".lock"
LOCK_SECONDS = 10


class Profiles:
    """The people in one folder. Two names are the same when they differ only in case, width or blanks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list(self) -> list[Profile]:
        """Everybody, by name; those whose folder cannot be read are passed over, and are in `unreadable`."""
        return sorted((profile for _, profile in self._opened()), key=lambda one: name_key(one.name))

    def unreadable(self) -> Sequence[MemoryBankError]:
        """Why some people cannot be listed: for each folder that does not say whose it is, what is wrong."""
        return [found for found in self._looked() if isinstance(found, MemoryBankError)]

    def find(self, name: str) -> Profile | None:
        """The person of that name."""
        key = name_key(name)
        return next((profile for _, profile in self._opened() if name_key(profile.name) == key), None)

    def latest(self) -> Profile | None:
        """The person who talked last; while nobody has been here, any of those who are known."""
        return max(self._opened(), key=lambda one: one[0], default=(0.0, None))[1]

    def visited(self, profile: Profile) -> bool:
        """Whether the person has ever been here: somebody whose past was brought in may not have been."""
        return any(opened > 0 for opened, one in self._opened() if one.id == profile.id)

    def create(
        self, name: str, language: Language, now: datetime, *, beside_unreadable: bool = False, here: bool = True
    ) -> Profile:
        """A new person with an empty memory; with `here` they count as who was here last.

        While somebody cannot be read, and might be who is called so, nobody is made unless `beside_unreadable`:
        an empty memory under their own name would look to them as if everything were lost.

        Raises:
            MemoryBankError: the name cannot be used or is taken, somebody is unreadable, or the disk refuses.
        """
        name = clean_name(name)
        with self._locked():
            if self.find(name) is not None:
                raise MemoryBankError("profile_taken", name=name)
            if not beside_unreadable:
                self._say_who_is_unreadable(name)
            id_ = uuid.uuid4().hex
            unfinished = self._folder / f".{id_}"
            try:
                Bank.found(private_folder(unfinished), name, language, now, here=here)
                unfinished.rename(self._folder / id_)
            except BaseException as error:
                shutil.rmtree(unfinished, ignore_errors=True)
                if isinstance(error, OSError):
                    raise MemoryBankError(
                        "home_unwritable", path=str(self._folder), detail=error.strerror or str(error)
                    ) from error
                raise
        return Profile(id_, name, language, now)

    def rename(self, profile: Profile, name: str) -> Profile:
        """The same person under another name.

        Raises:
            MemoryBankError: the name cannot be used or is somebody else's.
        """
        name = clean_name(name)
        with self._locked():
            other = self.find(name)
            if other is not None and other.id != profile.id:
                raise MemoryBankError("profile_taken", name=name)
            database = Database(self._folder / profile.id / DATABASE)
            try:
                Identity(database).rename(name)
            finally:
                database.close()
        return replace(profile, name=name)

    def delete(self, profile: Profile) -> Sequence[Path]:
        """Everything that is kept of a person; what somebody else put into their folder, and stays there.

        Raises:
            MemoryBankError: they are not here any more, somebody talks there, who would go on for nothing, or the
                disk refuses.
        """
        with self._locked():
            self._say_if_gone(profile)
            if open_elsewhere(self._folder / profile.id / DATABASE):
                raise MemoryBankError("profile_in_use", name=profile.name)
            gone = self._folder / f".{profile.id}"
            try:
                (self._folder / profile.id).rename(gone)
                return self._take_away(gone)
            except OSError as error:
                raise MemoryBankError(
                    "profile_not_deleted", name=profile.name, detail=error.strerror or str(error)
                ) from error

    def finish_deleting(self) -> None:
        """Take away what is left of people whose deletion was cut short.

        Raises:
            MemoryBankError: the disk refuses.
        """
        if any(self._unfinished()):
            with self._locked():
                pass

    def open(self, profile: Profile, curve: Curve | None = None) -> Bank:
        """The person's memory.

        Raises:
            MemoryBankError: they were deleted meanwhile, or it cannot be read.
        """
        self._say_if_gone(profile)
        return Bank(self._folder / profile.id, curve)

    def has(self, profile: Profile) -> bool:
        """Whether they are still here; a look at the file system, no more."""
        folder = self._folder / profile.id
        try:
            return folder.is_dir() and ((folder / DATABASE).exists() or not any(folder.iterdir()))
        except OSError:  # it may not be looked into
            return True

    def _say_if_gone(self, profile: Profile) -> None:
        if not self.has(profile):
            raise MemoryBankError("profile_gone", name=profile.name)

    def _say_who_is_unreadable(self, name: str) -> None:
        for error in self.unreadable():
            if error.code in NO_ROOM:
                raise error
            path, detail = error.details.get("path", ""), error.details.get("detail", error.code)
            raise MemoryBankError("profile_unreadable", name=name, path=path, detail=detail) from error

    def _opened(self) -> Sequence[tuple[float, Profile]]:
        return [found for found in self._looked() if not isinstance(found, MemoryBankError)]

    def _looked(self) -> Iterator[tuple[float, Profile] | MemoryBankError]:
        try:
            files = databases(self._folder)
        except MemoryBankError as error:
            yield error
            return
        for file in files:
            try:
                database = Database(file)
                try:
                    identity = Identity(database)
                    yield identity.opened(), identity.profile(file.parent.name)
                finally:
                    database.close()
            except MemoryBankError as error:
                yield error

    def _unfinished(self) -> Iterator[Path]:
        """People whose making or deletion is under way, or was cut short."""
        return (folder for folder in self._folder.glob(".*/") if is_id(folder.name[1:]))

    def _take_away(self, unfinished: Path) -> Sequence[Path]:
        """Delete what is ours in a hidden folder; what is not is in sight again, and returned.

        Raises:
            OSError: the disk refuses.
        """
        from siliconfriend.memory.own_files import left_in, take_away  # numpy, which nobody waits for otherwise

        take_away(unfinished)
        if not unfinished.exists():
            return ()
        shown = unfinished.with_name(unfinished.name[1:])
        unfinished.rename(shown)
        return list(left_in(shown))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            lock = FileLock(private_folder(self._folder) / LOCK, timeout=LOCK_SECONDS, mode=0o600)
            lock.acquire()
        except (OSError, Timeout) as error:
            raise MemoryBankError(
                "home_unwritable", path=str(self._folder), detail=error.strerror or str(error)
            ) from error
        try:
            for unfinished in self._unfinished():
                with suppress(OSError):
                    self._take_away(unfinished)
            yield
        finally:
            lock.release()
