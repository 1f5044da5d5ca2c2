"""From every schema that has been, to today's, with nothing lost on the way."""

from __future__ import annotations

import ast
import inspect
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from sqlite_utils import Database as SqliteUtils
from sqlite_utils import Migrations

from siliconfriend.memory.bank import DATABASE, Bank
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.reflected import Part
from siliconfriend.memory.store import frozen, migrations
from siliconfriend.memory.store import migrating as module
from siliconfriend.memory.store.copies import newest_good_copy
from siliconfriend.memory.store.database import Database
from siliconfriend.memory.store.identity import Identity
from siliconfriend.memory.store.migrating import migrate
from siliconfriend.memory.store.migrations import schema
from tests.memory.toy import NOW, found

STEPS = schema._migrations
TABLES = ("profile", "portrait", "conversation", "turn", "memory", "recall")


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


ROWS = """
INSERT INTO profile (one, name, language, created, opened, zone) VALUES (1, 'Emily', 'en', 50, 50, 28800);
INSERT INTO portrait (one) VALUES (1);
INSERT INTO conversation (id, started) VALUES (1, 100);
INSERT INTO turn (id, conversation, day, place, query, response, state, said, answered, zone) VALUES
    (1, 1, '2024-05-02', 0, 'I have a dog', 'What is it called?', 'finished', 1714580000, 1714580001, 28800),
    (2, 1, '2024-05-01', 0, 'Rex', 'A fine name', 'finished', 1714590000, 1714590001, -36000),
    (3, 1, '2020-02-03', 0, 'Long ago', '', 'finished', NULL, NULL, NULL);
INSERT INTO memory (id, kind, turn, day, strength, formed, recalled) VALUES
    (1, 'turn', 1, '2024-05-02', 2, 1714580000, 1714590001),
    (2, 'turn', 2, '2024-05-01', 1, 1714590000, 1714590000),
    (3, 'turn', 3, '2020-02-03', 1, 1714580000, 1714580000);
INSERT INTO recall (turn, rank, memory, score, why) VALUES (2, 0, 1, 0.5, '{}');
"""


def make(folder: Path, steps: Migrations, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[tuple[object, ...]]]:
    """Rows such as the program of the first schema wrote, behind no program's back; all but migrations' own."""
    with monkeypatch.context() as patch:
        patch.setattr(module, "schema", steps)
        database = Database(folder / DATABASE, create=True)
        migrate(database, folder / "copies")
        database.close()
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.executescript(ROWS)
    return rows(folder)


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}


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
    assert {name: len(held) for name, held in rows(old).items()} == {
        name: len(held) for name, held in before.items()
    }
    said = {turn.query.lower(): turn for turn in bank.turns()}
    assert set(said) == {"long ago", "i have a dog", "rex"}
    assert [one.memory.query.lower() for one in said["rex"].recalled] == ["i have a dog"]
    assert "i have a dog" in [query.lower() for query in found(bank, "dog")]
    bank.close()
    pending = len(STEPS) - count + len(later)
    assert len(copies(old)) == (1 if pending else 0)
    for copy in copies(old):
        connection = sqlite3.connect(copy)
        assert connection.execute("SELECT query FROM turn WHERE id = 2").fetchall() == [("Rex",)]
        assert "mood" not in [row[1] for row in connection.execute("PRAGMA table_info(turn)")]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_transcript_of_the_first_schema_is_in_the_order_it_was_said(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(old, first(1), monkeypatch)
    bank = Bank(old)
    assert [turn.query for turn in bank.turns()] == ["Long ago", "I have a dog", "Rex"]
    bank.close()


def test_a_reply_of_the_first_schema_can_be_taken_back(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(old, first(1), monkeypatch)
    bank = Bank(old)
    bank.reopen(2)
    dog = bank.memory(1)
    assert (dog.strength, dog.last_recall.timestamp()) == (1, 1714580000)
    bank.close()


def test_what_an_older_program_retracted_can_still_be_taken_back(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [step.name for step in STEPS].index("what_a_retraction_silenced")
    make(old, first(before), monkeypatch)
    with closing(sqlite3.connect(old / DATABASE)) as connection:
        connection.executescript(
            "INSERT INTO own_word (kind, part, text, at, zone) VALUES ('retracted', '', 'I have a dog', 0, 0);"
            "INSERT INTO verdict (memory, factor) VALUES (1, 0), (2, 0);"
        )
    bank = Bank(old)
    assert bank.untrue() == {1}
    bank.unretract([bank.retracted()[0].id])
    assert bank.verdicts() == {2: 0.0}
    bank.close()


def test_topics_of_an_older_program_go_with_whatever_they_may_have_come_from(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [step.name for step in STEPS].index("turns_that_topics_came_from")
    make(old, first(before), monkeypatch)
    with closing(sqlite3.connect(old / DATABASE)) as connection:
        connection.executescript(
            "INSERT INTO reflection (id, part, text, author, model, at, zone, base) VALUES "
            "(1, 'history', 'What came up: Rex.', 'model', 'builtin', 1714585000, 0, NULL), "
            "(2, 'history', 'What came up: Rex.', 'model', 'builtin', 1714586000, 0, 1), "
            "(3, 'history', 'There is Rex.', 'model', 'gpt', 1714587000, 0, 2), "
            "(4, 'personality', 'Kind.', 'model', 'gpt', 1714587000, 0, NULL);"
        )
    bank = Bank(old)
    bank.never_recall([3])
    bank.delete_memories([2])  # said later
    assert [one.id for one in bank.portrait_history(Part.HISTORY)] == [3, 2, 1]
    assert bank.portrait().overall_history == "There is Rex."
    assert bank.origin(3, 9).count == 0
    bank.delete_memories([1])
    assert bank.portrait_history(Part.HISTORY) == []
    assert bank.portrait().overall_personality == "Kind."
    bank.close()


@pytest.mark.parametrize(("code", "known"), [(migrations, {frozen.__name__}), (frozen, set())])
def test_a_released_step_uses_nothing_that_may_change(code: ModuleType, known: set[str]) -> None:
    imports = [one for one in ast.walk(ast.parse(inspect.getsource(code))) if isinstance(one, ast.ImportFrom)]
    assert {one.module for one in imports if (one.module or "").startswith("siliconfriend")} == known


def test_opening_again_copies_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(old, first(len(STEPS)), monkeypatch)
    monkeypatch.setattr(module, "schema", first(len(STEPS), later_step))
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
    before = make(old, first(len(STEPS)), monkeypatch)
    monkeypatch.setattr(module, "schema", first(len(STEPS), later_step, broken_step))
    for _ in range(2):
        with pytest.raises(MemoryBankError):
            Bank(old)
    assert rows(old) == before


def test_without_room_for_a_copy_nothing_is_migrated(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = make(old, first(len(STEPS)), monkeypatch)
    (old / "copies").write_text("in the way")
    with monkeypatch.context() as patch:
        patch.setattr(module, "schema", first(len(STEPS), later_step))
        with pytest.raises(MemoryBankError) as error:
            Bank(old)
    assert error.value.code == "database_unreadable"
    assert rows(old) == before


def test_a_copy_that_was_cut_short_is_none_and_goes_when_there_is_a_whole_one(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(old, first(len(STEPS)), monkeypatch)
    monkeypatch.setattr(module, "schema", first(len(STEPS), later_step))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            Bank(old)
    (left,) = copies(old)
    left.with_name(f"{left.name}-wal").write_bytes(b"half of it")
    assert newest_good_copy(old / "copies") is None
    Bank(old).close()
    assert [copy.name.partition("-")[0] for copy in copies(old)] == ["before"]
    assert newest_good_copy(old / "copies") == copies(old)[0]


def test_two_programs_may_migrate_at_once(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(old, first(len(STEPS)), monkeypatch)
    monkeypatch.setattr(module, "schema", first(len(STEPS), later_step))
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
