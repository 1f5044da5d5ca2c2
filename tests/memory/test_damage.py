"""Damaged files: caches heal unseen, a damaged database is called so, and nothing crashes the process."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryBankError, Profile
from siliconfriend.memory.store.database import Database
from tests.memory.damaging import overwrite_pages_of
from tests.memory.toy import NOW, ToyEmbedder, memory_of, run_python, talk

FLIPPING = """
import json, sys
from pathlib import Path
from tests.memory.flipping import flip_every_region
flip_every_region(Path(json.loads(sys.argv[1])), json.loads(sys.argv[2]))
"""


@pytest.fixture
def lived(profiles: Profiles, emily: Profile, folder: Path) -> Path:
    """A folder with a memory of some size, closed."""
    bank = profiles.open(emily)
    bank.attach(ToyEmbedder())
    for number in range(40):
        turn = talk(
            bank,
            f"I have a dog and {number} cats 猫",
            "How nice for you",
            recalled=bank.recall("dog", k=2, now=NOW),
        )
    bank.pin([memory_of(bank, turn)], NOW)
    bank.remember("the sea", NOW)
    bank.embed_missing()
    bank.close()
    return folder


@pytest.mark.parametrize("file", ["caches/index.hnsw", "caches/index.json", "memory.sqlite3"])
def test_any_flipped_region_is_survived(lived: Path, file: str) -> None:
    done = run_python(FLIPPING, lived, file)
    assert done.returncode == 0, done.stderr
    said = {name: int(count) for name, count in (line.split(": ") for line in done.stdout.splitlines())}
    regions = said.pop("regions")
    assert regions >= 35
    if file == "memory.sqlite3":
        assert min(said["healed"], said["refused"]) >= 4
        assert sum(said.values()) == regions
    else:
        assert said["well"] == regions


@pytest.mark.parametrize("table", ["profile", "turn", "memory"])
def test_the_newest_good_copy_of_a_damaged_database_is_named(lived: Path, table: str) -> None:
    database = Database(lived / "memory.sqlite3")
    copies = lived / "copies"
    copies.mkdir()
    for age, name in enumerate(["damaged", "newest", "older"]):
        database.copy_to(copies / f"{name}.sqlite3")
        os.utime(copies / f"{name}.sqlite3", (1000 - age, 1000 - age))
    database.close()
    overwrite_pages_of(copies / "damaged.sqlite3", "turn")
    os.utime(copies / "damaged.sqlite3", (2000, 2000))
    overwrite_pages_of(lived / "memory.sqlite3", table)
    with pytest.raises(MemoryBankError) as error:
        Bank(lived).turns()
    assert error.value.code == "database_damaged_copied"
    assert error.value.details["copy"] == str(copies / "newest.sqlite3")
    shutil.copy(copies / "newest.sqlite3", lived / "memory.sqlite3")
    bank = Bank(lived)
    assert len(bank.turns(limit=100)) == 40
    bank.close()


def test_without_a_good_copy_none_is_named(lived: Path) -> None:
    overwrite_pages_of(lived / "memory.sqlite3", "turn")
    with pytest.raises(MemoryBankError) as error:
        Bank(lived).turns()
    assert error.value.code == "database_damaged"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE turn SET day = 'someday'",
        "UPDATE turn SET answered = 1e300",
        "UPDATE turn SET zone = 9999999",
        "UPDATE recall SET why = '{'",
        "UPDATE turn SET query = CAST(x'ff' AS TEXT)",
    ],
)
def test_values_that_make_no_sense_are_damage(lived: Path, statement: str) -> None:
    with closing(sqlite3.connect(lived / "memory.sqlite3")) as connection:
        connection.execute(statement)
        connection.commit()
    bank = Bank(lived)
    with pytest.raises(MemoryBankError) as error:
        bank.turns()
    assert error.value.code in {"values_damaged", "database_failed"}
    assert "detail" not in error.value.details or error.value.code == "database_failed"
    bank.close()


READ_ONLY = """
import json, os, sys
from pathlib import Path
from siliconfriend.language import Language
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryBankError
from tests.memory.toy import NOW
import importlib.metadata, sqlite_utils, sqlite_utils.plugins, filelock, hnswlib
sqlite_utils.plugins.ensure_plugins_loaded()
home = Path(json.loads(sys.argv[1]))
profiles = Profiles(home)
[emily] = profiles.list()
os.setuid(65534)
def said(doing):
    try:
        return str(doing())
    except MemoryBankError as error:
        return error.code
def talk():
    bank = profiles.open(emily)
    try:
        return bank.ask(bank.begin_conversation(NOW), "hello", NOW)
    finally:
        bank.close()
print(said(talk), said(lambda: profiles.create("Robert", Language.EN, NOW)), said(lambda: profiles.delete(emily)))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become a user who may not write here")
def test_a_home_that_may_not_be_written_is_said_so(lived: Path, tmp_path: Path) -> None:
    for path in [tmp_path, *tmp_path.rglob("*")]:
        os.chown(path, 65534, 65534)
        path.chmod(0o500 if path.is_dir() else 0o400)
    for above in tmp_path.parents:
        if not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)
    done = run_python(READ_ONLY, tmp_path / "profiles")
    assert done.returncode == 0, done.stderr
    talked, created, deleted = done.stdout.split()
    assert (talked, created, deleted) == ("read_only", "home_unwritable", "home_unwritable")
    for path in tmp_path.rglob("*"):
        path.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_a_pipe_beside_a_database_is_not_waited_for(lived: Path, end: str) -> None:
    pipe = lived / f"memory.sqlite3{end}"
    os.mkfifo(pipe)
    with pytest.raises(MemoryBankError) as error:
        Bank(lived)
    assert (error.value.code, error.value.details["path"]) == ("database_unreadable", str(pipe))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_is_no_copy(lived: Path) -> None:
    (lived / "copies").mkdir()
    os.mkfifo(lived / "copies" / "newest.sqlite3")
    overwrite_pages_of(lived / "memory.sqlite3", "turn")
    with pytest.raises(MemoryBankError) as error:
        Bank(lived).turns()
    assert error.value.code == "database_damaged"
