"""Who is known: one folder and one SQLite file per profile.

A folder's name is an id; the person's name lives inside the file. Deleting a person is deleting a folder.
"""

from __future__ import annotations

import shutil
import unicodedata
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from siliconfriend.memory.bank import DATABASE, Bank
from siliconfriend.memory.records import MemoryBankError, Profile
from siliconfriend.memory.store.database import Database
from siliconfriend.memory.store.identity import Identity
from siliconfriend.places import private_folder

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from siliconfriend.language import Language
    from siliconfriend.memory.forgetting import Curve

LONGEST_NAME = 100
LOCK_SECONDS = 10

_JOINERS = "\u200c\u200d"


class Profiles:
    """The people in one folder. Two names are the same when they differ only in case, width or blanks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list(self) -> list[Profile]:
        """Everybody, by name; a folder that cannot be read is passed over (`find` on its name says nothing)."""
        return sorted((profile for _, profile in self._opened()), key=lambda one: _key(one.name))

    def find(self, name: str) -> Profile | None:
        """The person of that name."""
        key = _key(name)
        return next((profile for _, profile in self._opened() if _key(profile.name) == key), None)

    def latest(self) -> Profile | None:
        """The person who talked last."""
        return max(self._opened(), key=lambda one: one[0], default=(0.0, None))[1]

    def create(self, name: str, language: Language, now: datetime) -> Profile:
        """A new person with an empty memory.

        Raises:
            MemoryBankError: the name cannot be used or is taken, or the disk refuses.
        """
        name = clean_name(name)
        with self._locked():
            if self.find(name) is not None:
                raise MemoryBankError("profile_taken", name=name)
            id_ = uuid.uuid4().hex
            unfinished = self._folder / f".{id_}"
            try:
                Bank.found(private_folder(unfinished), name, language, now)
                unfinished.rename(self._folder / id_)
            except BaseException as error:
                shutil.rmtree(unfinished, ignore_errors=True)
                if isinstance(error, OSError):
                    raise MemoryBankError("home_unwritable", path=str(self._folder), detail=str(error)) from error
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
        return Profile(profile.id, name, profile.language, profile.created)

    def delete(self, profile: Profile) -> None:
        """Everything that is kept of a person.

        Raises:
            MemoryBankError: the disk refuses.
        """
        with self._locked():
            gone = self._folder / f".{profile.id}"
            try:
                (self._folder / profile.id).rename(gone)
                shutil.rmtree(gone)
            except OSError as error:
                raise MemoryBankError("profile_not_deleted", name=profile.name, detail=str(error)) from error

    def open(self, profile: Profile, curve: Curve | None = None) -> Bank:
        """The person's memory."""
        return Bank(self._folder / profile.id, curve)

    def _opened(self) -> Sequence[tuple[float, Profile]]:
        found = []
        for file in sorted(self._folder.glob(f"[!.]*/{DATABASE}")):
            try:
                database = Database(file)
            except MemoryBankError:
                continue
            try:
                identity = Identity(database)
                found.append((identity.opened(), identity.profile(file.parent.name)))
            except MemoryBankError:
                continue
            finally:
                database.close()
        return found

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            lock = FileLock(private_folder(self._folder) / ".lock", timeout=LOCK_SECONDS, mode=0o600)
            lock.acquire()
        except (OSError, Timeout) as error:
            raise MemoryBankError("home_unwritable", path=str(self._folder), detail=str(error)) from error
        try:
            for unfinished in self._folder.glob(".*/"):  # making or deleting it was cut short
                shutil.rmtree(unfinished, ignore_errors=True)
            yield
        finally:
            lock.release()


def clean_name(name: str) -> str:
    """`name` as it is kept: normalised, without control or formatting characters, blanks folded.

    The joiners stay between other characters: Persian names and emoji are written with them.

    Raises:
        MemoryBankError: nothing is left of it, or it is longer than 100 characters.
    """
    folded = "".join(
        " " if char not in _JOINERS and unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char
        for char in unicodedata.normalize("NFC", name)
    )
    cleaned = " ".join(filter(None, (word.strip(_JOINERS) for word in folded.split())))
    if not cleaned:
        raise MemoryBankError("name_empty")
    if len(cleaned) > LONGEST_NAME:
        raise MemoryBankError("name_too_long", most=LONGEST_NAME)
    return cleaned


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).translate(dict.fromkeys(map(ord, _JOINERS)))
    return " ".join(unicodedata.normalize("NFKC", plain.casefold()).split())
