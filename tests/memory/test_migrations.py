"""From every schema that has been, to today's, with nothing lost on the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database as SqliteUtils
from sqlite_utils import Migrations

from siliconfriend.language import Language
from siliconfriend.memory.bank import DATABASE, Bank
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store import migrations as module
from siliconfriend.memory.store.database import Database
from siliconfriend.memory.store.identity import Identity
from siliconfriend.memory.store.migrations import migrate, schema
from tests.memory.toy import NOW, dump, found, talk

STEPS = schema._migrations


def first(count: int, *more: Callable[[SqliteUtils], None]) -> Migrations:
    """The first `count` steps of the schema, and more."""
    steps = Migrations("siliconfriend")
    for step in STEPS[:count]:
        steps(name=step.name)(step.fn)
    for fn in more:
        steps()(fn)
    return steps


def later_step(db: SqliteUtils) -> None:
    db.execute("ALTER TABLE turn ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")


def second_later_step(db: SqliteUtils) -> None:
    db.execute("UPDATE turn SET query = upper(query)")


def broken_step(db: SqliteUtils) -> None:
    db.execute("DELETE FROM turn")
    db.execute("CREATE TABLE half (one INTEGER)")
    db.execute("INSERT INTO nowhere VALUES (1)")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder whose file has only a first schema, and rows in it."""
    folder = tmp_path / "old"
    folder.mkdir()
    return folder


def make(folder: Path, steps: Migrations, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[tuple[object, ...]]]:
    with monkeypatch.context() as patch:
        patch.setattr(module, "schema", steps)
        Bank.found(folder, "Emily", Language.EN, NOW)
        bank = Bank(folder)
        turn = talk(bank, "I have a dog", "What is it called?")
        talk(bank, "Rex", "A fine name", recalled=bank.recall("dog", k=1, now=NOW))
        assert turn.index == 0
        rows = dump(bank)
        bank.close()
    return rows


def copies(folder: Path) -> list[Path]:
    return sorted((folder / "copies").glob("*")) if (folder / "copies").exists() else []


@pytest.mark.parametrize("count", range(1, len(STEPS) + 1))
@pytest.mark.parametrize("later", [(), (later_step,), (later_step, second_later_step)])
def test_rows_of_every_older_schema_come_along(
    old: Path,
    count: int,
    later: tuple[Callable[[SqliteUtils], None], ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = make(old, first(count), monkeypatch)
    monkeypatch.setattr(module, "schema", first(len(STEPS), *later))
    bank = Bank(old)
    assert {name: len(rows) for name, rows in dump(bank).items() if not name.startswith("_")} == {
        name: len(rows) for name, rows in before.items() if not name.startswith("_")
    }
    assert [turn.query.lower() for turn in bank.turns()] == ["i have a dog", "rex"]
    assert [one.memory.query.lower() for one in bank.turns()[1].recalled] == ["i have a dog"]
    assert [query.lower() for query in found(bank, "dog")] == ["i have a dog"]
    bank.close()
    pending = len(STEPS) - count + len(later)
    assert len(copies(old)) == (1 if pending else 0)
    for copy in copies(old):
        connection = sqlite3.connect(copy)
        assert connection.execute("SELECT query FROM turn ORDER BY id").fetchall() == [("I have a dog",), ("Rex",)]
        assert "mood" not in [row[1] for row in connection.execute("PRAGMA table_info(turn)")]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_opening_again_copies_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(old, first(1), monkeypatch)
    monkeypatch.setattr(module, "schema", first(1, later_step))
    for _ in range(3):
        Bank(old).close()
    assert len(copies(old)) == 1


def test_a_newer_file_is_refused_and_left_alone(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(old, first(len(STEPS), later_step), monkeypatch)
    content = (old / DATABASE).read_bytes()
    with pytest.raises(MemoryBankError) as error:
        Bank(old)
    assert error.value.code == "newer_database"
    assert (old / DATABASE).read_bytes() == content
    assert copies(old) == []


def test_a_step_that_fails_changes_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = make(old, first(1), monkeypatch)
    monkeypatch.setattr(module, "schema", first(1, later_step, broken_step))
    for _ in range(2):
        with pytest.raises(MemoryBankError):
            Bank(old)
    monkeypatch.setattr(module, "schema", first(1))
    bank = Bank(old)
    assert dump(bank) == before
    bank.close()


def test_without_room_for_a_copy_nothing_is_migrated(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = make(old, first(1), monkeypatch)
    (old / "copies").write_text("in the way")
    with monkeypatch.context() as patch:
        patch.setattr(module, "schema", first(1, later_step))
        with pytest.raises(MemoryBankError) as error:
            Bank(old)
    assert error.value.code == "database_unreadable"
    bank = Bank(old)
    assert dump(bank) == before
    bank.close()


def test_two_programs_may_migrate_at_once(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(old, first(1), monkeypatch)
    monkeypatch.setattr(module, "schema", first(1, later_step))
    one, other = Database(old / DATABASE), Database(old / DATABASE)
    really = Database.copy_to

    def other_first(database: Database, path: Path) -> None:
        monkeypatch.setattr(Database, "copy_to", really)
        migrate(other, old / "copies")
        really(database, path)

    monkeypatch.setattr(Database, "copy_to", other_first)
    migrate(one, old / "copies", NOW)
    assert Identity(one).profile("x").name == "Emily"
    assert len(copies(old)) == 2
    one.close()
    other.close()
