"""What is deleted is gone: at once from every answer; after `scrub` or `close` from every byte of every file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.memory import hnsw
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryBankError, Profile, Recollection
from siliconfriend.memory.store.database import Database
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, days, found, holding, memory_of, sql, talk

ENGLISH = "xylophonist wintergreen quagmire"
CHINESE = "鳜鱼 麒麟 饕餮"
NOTE = "zeppelin blueprint"


def secrets(bank: Bank) -> tuple[list[int], list[bytes]]:
    """Memories among many others, in English and Chinese, said, answered, noted; and the bytes they are made of."""
    talk(bank, "I have a dog called Rex", "A fine name")
    told = [talk(bank, f"I am a {ENGLISH}", f"So you are a {ENGLISH}", days(1)), talk(bank, CHINESE, f"{CHINESE}!")]
    ids = [*(memory_of(bank, turn) for turn in told), bank.remember(NOTE, days(2)).id]
    for number in range(30):
        recalled = bank.recall("xylophonist", k=3, now=days(3))
        talk(bank, f"The sea is blue {number}", "It is", days(3), recalled=recalled)
    bank.embed_missing()
    words = [word.encode() for word in f"{ENGLISH} {CHINESE} {NOTE}".split()]
    stems = [b"xylophonist", b"wintergreen", b"quagmir", b"zeppelin", b"blueprint", "鳜鱼".encode()]
    vectors = []
    if bank._retriever.dense:
        bank._retriever.dense.save()
        vectors = [one.tobytes() for one in bank._retriever.dense.vectors(ids).values()]
        assert len(vectors) == 3
    return ids, [*words, *stems, *vectors]


def left(folder: Path, marks: list[bytes]) -> dict[str, list[bytes]]:
    return holding(folder, marks)


def test_deleted_memories_are_found_by_nothing(dense_bank: Bank) -> None:
    ids, _ = secrets(dense_bank)
    dense_bank.archive(ids[:2], days(4))
    assert dense_bank.memories_like("xylophonist", faded=True)[0].memory.id == ids[0]
    assert dense_bank.delete_memories(ids) == 3
    assert dense_bank.delete_memories(ids) == 0
    for text in (ENGLISH, CHINESE, NOTE):
        gone = set(text.split())
        for one in dense_bank.memories_like(text, faded=True):
            assert gone.isdisjoint(one.memory.text.split())
        assert all(gone.isdisjoint(query.split()) for query in found(dense_bank, text, k=50))
    assert not any(set(ids) & {one.memory.id for one in turn.recalled} for turn in dense_bank.turns(limit=100))
    assert {one.id for one in dense_bank.list_memories(limit=100)}.isdisjoint(ids)
    with pytest.raises(MemoryBankError) as error:
        dense_bank.memory(ids[0])
    assert error.value.code == "no_such_memory"
    assert [turn.index for turn in dense_bank.dialogue.of_day(NOW.date())] == [0]


def delete_by_id(bank: Bank, ids: list[int]) -> None:
    bank.delete_memories(ids)


def remove_turns(bank: Bank, ids: list[int]) -> None:
    for id_ in ids:
        turn = bank.memory(id_).turn
        if turn is None:
            bank.delete_memories([id_])
        else:
            bank.remove_turn(turn)


@pytest.mark.parametrize("delete", [delete_by_id, remove_turns])
@pytest.mark.parametrize("how", ["scrub", "close"])
@pytest.mark.parametrize("embedder", [ToyEmbedder(), None])
def test_no_byte_of_the_deleted_is_left(
    open_bank: OpenBank,
    folder: Path,
    delete: Callable[[Bank, list[int]], None],
    how: str,
    embedder: ToyEmbedder | None,
) -> None:
    bank = open_bank(embedder)
    ids, marks = secrets(bank)
    (folder / "copies").mkdir()
    bank._database.copy_to(folder / "copies" / "before-a-change.sqlite3")
    before = left(folder, marks)
    assert {"memory.sqlite3-wal", "copies/before-a-change.sqlite3"} <= set(before)
    assert set().union(*before.values()) == set(marks)
    if embedder:
        assert len(before["caches/index.hnsw"]) == 3
    delete(bank, ids)
    assert left(folder, marks) != {}
    getattr(bank, how)()
    assert left(folder, marks) == {}
    assert {turn.query for turn in open_bank().turns(limit=100)} >= {"I have a dog called Rex", "The sea is blue 3"}


def test_bytes_go_even_where_sqlite_was_built_to_leave_them(
    open_bank: OpenBank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some builds overwrite what is deleted by themselves; here it hangs on our own pragma."""

    class Careless(sqlite3.Connection):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            super().execute("PRAGMA secure_delete=OFF")

    really = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: really(*given, **named, factory=Careless))
    bank = open_bank(ToyEmbedder())
    ids, marks = secrets(bank)
    bank.delete_memories(ids)
    bank.close()
    assert left(folder, marks) == {}


def test_what_a_reply_said_is_gone_when_it_is_given_anew(open_bank: OpenBank, folder: Path) -> None:
    bank = open_bank(ToyEmbedder())
    turn = talk(bank, "What is my work?", f"You are a {ENGLISH}")
    bank.embed_missing()
    bank.reopen(turn.id)
    bank.scrub()
    assert left(folder, [word.encode() for word in ENGLISH.split()]) == {}


def test_words_deleted_in_the_transaction_that_brought_them_are_gone(bank: Bank, folder: Path) -> None:
    with bank.writing():
        turn = talk(bank, ENGLISH, CHINESE)
        bank.remove_turn(turn.id)
    bank.scrub()
    assert left(folder, [word.encode() for word in f"{ENGLISH} {CHINESE} quagmir".split()]) == {}


def test_the_last_memory_of_all_can_go(dense_bank: Bank, folder: Path) -> None:
    turn = talk(dense_bank, ENGLISH, CHINESE)
    dense_bank.embed_missing()
    dense_bank.remove_turn(turn.id)
    dense_bank.scrub()
    assert left(folder, [word.encode() for word in f"{ENGLISH} {CHINESE} quagmir".split()]) == {}
    assert dense_bank.recall("xylophonist", k=3, now=NOW) == []


def test_a_deletion_whose_program_was_killed_is_swept_away_by_the_next(open_bank: OpenBank, folder: Path) -> None:
    killed = open_bank(ToyEmbedder())
    ids, marks = secrets(killed)
    killed.delete_memories(ids)
    killed._database.close()
    assert left(folder, marks) != {}
    open_bank().close()
    assert left(folder, marks) == {}


def test_a_file_saved_by_another_program_is_swept_too(open_bank: OpenBank, folder: Path) -> None:
    one, other = open_bank(ToyEmbedder()), open_bank(ToyEmbedder())
    ids, marks = secrets(other)
    one.delete_memories(ids)
    one.scrub()
    assert left(folder, marks) == {}
    other.close()
    one.close()
    assert left(folder, marks) == {}


def test_nothing_deleted_nothing_done(dense_bank: Bank, folder: Path) -> None:
    secrets(dense_bank)
    (folder / "copies").mkdir()
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}
    dense_bank.scrub()
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()} == before
    assert (folder / "copies").exists()


def test_while_another_reads_it_is_said_and_done_later(
    open_bank: OpenBank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siliconfriend.memory.store.connecting.BUSY_SECONDS", 0.05)
    bank, reader = open_bank(), open_bank()
    ids, marks = secrets(bank)
    reader._database._connection.execute("BEGIN")
    reader._database._connection.execute("SELECT * FROM turn").fetchone()
    bank.delete_memories(ids)
    with pytest.raises(MemoryBankError) as error:
        bank.scrub()
    assert error.value.code == "database_busy"
    reader._database._connection.execute("COMMIT")
    bank.scrub()
    assert left(folder, marks) == {}


def test_a_deletion_is_not_lost_between_a_sweep_and_its_end(
    bank: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, marks = secrets(bank)
    bank.delete_memories(ids[:1])
    really = Database.empty_log

    def meanwhile(database: Database) -> None:
        really(database)
        monkeypatch.setattr(Database, "empty_log", really)
        bank.delete_memories(ids[1:])

    monkeypatch.setattr(Database, "empty_log", meanwhile)
    bank.scrub()
    bank.scrub()
    assert left(folder, marks) == {}


def test_an_index_is_not_made_anew_for_a_deletion_without_an_embedder(
    open_bank: OpenBank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = open_bank(ToyEmbedder())
    ids, marks = secrets(bank)
    bank.close()
    (folder / "caches" / ".index.cut-short").write_bytes(b"".join(marks))
    plain = open_bank()
    plain.delete_memories(ids)
    plain.close()
    assert left(folder, marks) == {}
    monkeypatch.setattr(hnsw.HnswIndex, "put", None)
    dense = open_bank(ToyEmbedder())._retriever.dense
    assert dense is not None
    assert len(dense._index.ids()) == 31


@pytest.mark.parametrize("damage", ["no hnswlib", "another stamp"])
def test_an_index_that_cannot_be_loaded_goes(
    open_bank: OpenBank, folder: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = open_bank(ToyEmbedder())
    ids, marks = secrets(bank)
    bank.close()
    plain = open_bank()
    if damage == "no hnswlib":
        monkeypatch.setattr(hnsw, "installed", lambda: False)
    else:
        sql(plain, "UPDATE cache SET stamp = 'another' WHERE name = 'index'")
    plain.delete_memories(ids)
    plain.scrub()
    assert left(folder, marks) == {}
    assert list((folder / "caches").iterdir()) == []


def test_deleting_a_profile_leaves_nothing(profiles: Profiles, emily: Profile, tmp_path: Path) -> None:
    bank = profiles.open(emily)
    bank.attach(ToyEmbedder())
    _, marks = secrets(bank)
    bank.close()
    profiles.delete(emily)
    assert left(tmp_path, [*marks, b"Emily", emily.id.encode()]) == {}
    assert not [path for path in tmp_path.rglob("*") if emily.id in path.name]


def test_a_deleted_turn_is_as_if_it_had_never_been_said(bank: Bank) -> None:
    dog = memory_of(bank, talk(bank, "I have a dog"))

    def held() -> tuple[float, datetime]:
        return bank.memory(dog).strength, bank.memory(dog).last_recall

    never = held()
    first = talk(bank, "what?", "A dog", days(1), recalled=[Recollection(bank.memory(dog), 1.0)])
    once = held()
    second = talk(bank, "what?", "A dog", days(2), recalled=[Recollection(bank.memory(dog), 1.0)])
    assert (never, once, held()) == ((1, NOW), (2, days(1)), (3, days(2)))
    bank.reopen(first.id)
    assert held() == (2, days(2))
    bank.answer(first.id, "Rex", state=first.state, now=days(3), model="toy", recalled=second.recalled)
    assert held() == (3, days(3))
    bank.remove_turn(first.id)
    assert held() == (2, days(2))
    bank.delete_memories([memory_of(bank, second)])
    assert held() == never


def test_what_is_not_there_is_said(bank: Bank) -> None:
    for ask in (bank.remove_turn, bank.reopen):
        with pytest.raises(MemoryBankError) as error:
            ask(7)
        assert error.value.code == "no_such_turn"
    turn = bank.ask(bank.begin_conversation(NOW), "hello", NOW)
    bank.remove_turn(turn.id)
    with pytest.raises(MemoryBankError) as error:
        bank.answer(turn.id, "too late", state=turn.state, now=NOW, model="toy")
    assert error.value.code == "no_such_turn"
