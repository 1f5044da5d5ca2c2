"""Connections: safeguards, privacy, transactions, and errors in our own words."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store import connecting
from siliconfriend.memory.store.connecting import connect
from siliconfriend.memory.store.database import Database
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, found, sql, talk


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "one.sqlite3"
    Database(path, create=True).close()
    return path


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1), ("synchronous", 2), ("temp_store", 2)],
)
def test_every_connection_is_guarded(file: Path, pragma: str, value: object) -> None:
    for _ in range(2):
        connection = connect(file)
        assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
        connection.close()


def test_safeguards_do_not_hang_on_how_sqlite_was_built(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Careless(sqlite3.Connection):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            for pragma in ("secure_delete=OFF", "foreign_keys=OFF", "synchronous=OFF", "temp_store=FILE"):
                super().execute(f"PRAGMA {pragma}")

    really = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: really(*given, **named, factory=Careless))
    connection = connect(file)
    found_ = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("secure_delete", "foreign_keys", "synchronous", "temp_store")
    ]
    connection.close()
    assert found_ == [1, 1, 2, 2]


def test_a_connection_without_a_safeguard_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Deaf(sqlite3.Connection):
        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            return super().execute("SELECT 1" if statement == "PRAGMA foreign_keys=ON" else statement)

    really = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: really(*given, **named, factory=Deaf))
    with pytest.raises(MemoryBankError) as error:
        connect(file)
    assert error.value.code == "database_unguarded"
    assert "foreign_keys" in str(error.value.details["detail"])


def test_everything_of_a_person_is_private_whatever_the_umask(tmp_path: Path, open_bank: OpenBank) -> None:
    before = os.umask(0)
    try:
        bank = open_bank(ToyEmbedder())
        talk(bank, "hello", "hi")
        assert found(bank, "hello")
        bank._retriever.dense.save()  # type: ignore[union-attr]  # attached above
        paths = list((tmp_path / "profiles").rglob("*"))
    finally:
        os.umask(before)
    names = {path.name for path in paths}
    assert {"memory.sqlite3", "memory.sqlite3-wal", "memory.sqlite3-shm", "index.hnsw", "index.json"} <= names
    assert {(path.name, mode(path)) for path in paths if path.is_file() and mode(path) != 0o600} == set()
    assert {(path.name, mode(path)) for path in paths if path.is_dir() and mode(path) != 0o700} == set()


@pytest.mark.parametrize("name", ["what? 100% #1.sqlite3", "名字.sqlite3", os.fsdecode(b"\xff.sqlite3")])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    Database(tmp_path / name, create=True).close()
    assert (tmp_path / name).stat().st_size > 0


def test_nothing_is_made_when_the_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MemoryBankError) as error:
        Database(tmp_path / "none.sqlite3")
    assert error.value.code == "database_unreadable"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_made_anew(file: Path) -> None:
    content = file.read_bytes()
    with pytest.raises(MemoryBankError) as error:
        Database(file, create=True)
    assert error.value.code == "database_unreadable"
    assert file.read_bytes() == content


def test_what_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite3"
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(MemoryBankError) as error:
        Database(path)
    assert error.value.code == "database_damaged"
    assert error.value.details["path"] == str(path)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(MemoryBankError) as error:
        Database(tmp_path)
    assert error.value.code == "database_unreadable"


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes where it may not")
def test_a_read_only_file_is_called_so(bank: Bank, folder: Path) -> None:
    (folder / "memory.sqlite3").chmod(0o400)
    with pytest.raises(MemoryBankError) as error:
        bank.begin_conversation(NOW)
    assert error.value.code in {"read_only", "database_unreadable"}


def test_a_refused_write_is_called_read_only(bank: Bank) -> None:
    bank._database._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(MemoryBankError) as error:
        bank.begin_conversation(NOW)
    assert error.value.code == "read_only"


def test_a_full_disk_is_called_so_and_loses_only_what_did_not_fit(bank: Bank, open_bank: OpenBank) -> None:
    turn = talk(bank, "before", "kept")
    (pages,) = sql(bank, "PRAGMA page_count")[0]
    bank._database._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(MemoryBankError) as error:
        bank.ask(turn.conversation, "x" * 500_000, NOW)
    assert error.value.code == "disk_full"
    assert [one.query for one in bank.turns()] == ["before"]
    bank._database._connection.execute("PRAGMA max_page_count = 1000000")
    talk(bank, "after", "there is room again")
    assert found(open_bank(), "room")[:1] == ["after"]


def test_a_second_writer_is_waited_for_and_then_told_of(
    bank: Bank, open_bank: OpenBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "BUSY_SECONDS", 0.01)
    other = open_bank()
    with bank.writing():
        bank.begin_conversation(NOW)
        with pytest.raises(MemoryBankError) as error:
            other.begin_conversation(NOW)
        assert error.value.code == "database_busy"
    assert other.begin_conversation(NOW) == 2


def test_writing_within_writing_is_one_transaction(bank: Bank, open_bank: OpenBank) -> None:
    other = open_bank()
    with bank.writing():
        talk(bank, "one")
        with bank.writing():
            talk(bank, "two")
        assert other.turns() == []
    assert [turn.query for turn in other.turns()] == ["one", "two"]


def test_an_error_undoes_the_whole_transaction(bank: Bank) -> None:
    talk(bank, "before")

    def fail() -> None:
        with bank.writing():
            talk(bank, "one")
            with bank.writing():
                talk(bank, "two")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert [turn.query for turn in bank.turns()] == ["before"]
    assert found(bank, "one two") == []
    talk(bank, "after")
    assert [turn.query for turn in bank.turns()] == ["before", "after"]


def test_a_copy_is_whole_private_and_of_this_moment(bank: Bank, tmp_path: Path) -> None:
    talk(bank, "before")
    copy = tmp_path / "copy.sqlite3"
    before = os.umask(0)
    try:
        bank._database.copy_to(copy)
    finally:
        os.umask(before)
    talk(bank, "after")
    assert mode(copy) == 0o600
    rows = sqlite3.connect(copy).execute("SELECT query FROM turn").fetchall()
    assert rows == [("before",)]


def test_a_copy_that_fails_leaves_nothing(bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(sqlite3.Connection):
        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            if statement == "PRAGMA temp_store=MEMORY":
                super().execute("PRAGMA max_page_count = 1")
            return super().execute(statement)

    really = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: really(*given, **named, factory=Full))
    with pytest.raises(MemoryBankError):
        bank._database.copy_to(tmp_path / "copy.sqlite3")
    assert not (tmp_path / "copy.sqlite3").exists()


def test_a_closed_file_refuses_in_our_words(open_bank: OpenBank) -> None:
    bank = open_bank()
    bank.close()
    bank.close()
    with pytest.raises(MemoryBankError):
        bank.turns()


def test_closing_leaves_one_file(open_bank: OpenBank, folder: Path) -> None:
    bank = open_bank()
    talk(bank, "hello")
    bank.close()
    assert {path.name for path in folder.iterdir()} == {"memory.sqlite3"}
