"""A memory where nothing can be written: a disk that takes nothing, a folder of somebody else's."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.home.writing_backup import write_backup
from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryBankError, Profile
from siliconfriend.memory.store import connecting
from siliconfriend.memory.store.glimpse import glimpse
from siliconfriend.opening import wake
from siliconfriend.places import Places
from siliconfriend.settings import MemorySettings, Settings
from tests.memory.toy import NOW, ToyEmbedder, days, talk


@pytest.fixture
def lived(profiles: Profiles, emily: Profile, folder: Path) -> Path:
    """Emily's folder after two turns that were read by an embedder."""
    bank = profiles.open(emily)
    bank.attach(ToyEmbedder())
    talk(bank, "My puppy is called Rex", "A fine name.")
    talk(bank, "The sea was cold", "Brr.")
    bank.embed_missing()
    bank.close()
    return folder


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """From the call on, nothing can be written in a folder, root or not."""

    def lock_(folder: Path) -> None:
        may = os.access

        def access(path: str | os.PathLike[str], mode: int, **how: Any) -> bool:
            return not (mode == os.W_OK and Path(path).is_relative_to(folder)) and may(path, mode, **how)

        monkeypatch.setattr(os, "access", access)

    return lock_


def contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_what_is_there_is_read_and_found_and_nothing_is_touched(
    lived: Path, profiles: Profiles, emily: Profile, lock: Callable[[Path], None]
) -> None:
    lock(lived)
    before = contents(lived)
    bank = profiles.open(emily)
    assert bank.read_only
    assert [turn.query for turn in bank.turns()] == ["My puppy is called Rex", "The sea was cold"]
    assert bank.recall("sea", k=1, now=days(1))[0].memory.text.startswith("The sea")
    bank.attach(ToyEmbedder())
    assert bank.recall("dog", k=1, now=days(1))[0].memory.text.startswith("My puppy")
    assert [one.name for one in profiles.list()] == ["Emily"]
    seen = glimpse(lived.parent, None, 8)
    assert seen is not None
    assert len(seen.turns) == 2
    bank.close()
    assert contents(lived) == before


@pytest.mark.parametrize(
    "write",
    [
        lambda bank: bank.begin_conversation(NOW),
        lambda bank: bank.remember("a note", NOW),
        lambda bank: bank.delete_memories([1]),
        lambda bank: bank.pin([1], NOW),
        lambda bank: bank.identity.open(NOW),
    ],
    ids=["say", "note", "delete", "pin", "open"],
)
def test_whatever_would_be_kept_is_refused(
    lived: Path, profiles: Profiles, emily: Profile, lock: Callable[[Path], None], write: Callable[[Bank], object]
) -> None:
    lock(lived)
    bank = profiles.open(emily)
    with pytest.raises(MemoryBankError) as error:
        write(bank)
    assert error.value.code == "read_only"
    bank.close()


def test_what_a_killed_program_left_in_the_log_is_read_too(
    lived: Path, profiles: Profiles, emily: Profile, lock: Callable[[Path], None], tmp_path: Path
) -> None:
    bank = profiles.open(emily)
    talk(bank, "said just before the end", "Yes.")
    shutil.copytree(lived, tmp_path / "killed")  # as the disk is at that moment
    bank.close()
    shutil.rmtree(lived)
    (tmp_path / "killed").rename(lived)
    assert (lived / "memory.sqlite3-wal").stat().st_size
    lock(lived)
    bank = profiles.open(emily)
    assert [turn.query for turn in bank.turns()][-1] == "said just before the end"
    bank.close()


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, no disk has room for SQLite's log."""

    def fill() -> None:
        def refuse(_: object, path: Path) -> None:
            raise MemoryBankError("disk_refused", path=str(path), detail="disk I/O error")

        monkeypatch.setattr(connecting, "_guard", refuse)

    return fill


def test_on_a_full_disk_what_is_there_is_read(
    lived: Path, profiles: Profiles, emily: Profile, full: Callable[[], None]
) -> None:
    full()
    bank = profiles.open(emily)
    assert [turn.query for turn in bank.turns()] == ["My puppy is called Rex", "The sea was cold"]
    codes = [error.code for error in wake(bank, Settings(memory=MemorySettings(embedder="none")), NOW).notices]
    assert codes == ["disk_refused", "reading_until_room"]
    with pytest.raises(MemoryBankError) as error:
        bank.begin_conversation(NOW)
    assert error.value.code == "disk_refused"
    bank.close()


def test_when_there_is_room_again_it_is_written_without_opening_anew(
    lived: Path, profiles: Profiles, emily: Profile, full: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    full()
    bank = profiles.open(emily)
    bank.attach(ToyEmbedder())
    with pytest.raises(MemoryBankError) as error:
        talk(bank, "While it was full", "No.")
    assert error.value.code == "disk_refused"
    assert bank.read_only
    assert [one.memory.query for one in bank.recall("puppy", k=1, now=NOW)] == ["My puppy is called Rex"]
    monkeypatch.undo()
    other = profiles.open(emily)
    talk(other, "My boat is called Nell", "A fine name.")
    talk(bank, "The harbour is full of boats", "It is.")
    assert (bank.read_only, bank.refused) == (False, None)
    said = ["My puppy is called Rex", "The sea was cold", "My boat is called Nell", "The harbour is full of boats"]
    assert [turn.query for turn in bank.turns()] == said
    found = {one.memory.query for one in bank.recall("boat", k=5, now=NOW)}
    assert {"My boat is called Nell", "The harbour is full of boats"} <= found
    other.close()
    bank.close()
    again = profiles.open(emily)
    assert [turn.query for turn in again.turns()] == said
    again.close()


def test_on_a_full_disk_a_log_that_is_not_folded_in_is_not_passed_over(
    lived: Path, profiles: Profiles, emily: Profile, full: Callable[[], None]
) -> None:
    bank = profiles.open(emily)
    talk(bank, "only in the log", "Yes.")
    full()
    with pytest.raises(MemoryBankError) as error:
        profiles.open(emily)
    assert error.value.code == "disk_refused"
    with pytest.raises(MemoryBankError) as error:
        profiles.create("Robert", Language.EN, NOW)
    assert error.value.code == "disk_refused"
    with pytest.raises(MemoryBankError) as error:
        write_backup(Places(lived.parents[1], lived, lived, lived), lived / "b.zip", NOW.isoformat())
    assert error.value.code == "disk_refused"
    bank.close()
