"""Memories in the user's own hands: listed, searched, pinned, faded, brought back, written."""

from __future__ import annotations

from pathlib import Path

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Kind, MemoryBankError, MemoryState
from tests.memory.toy import NOW, days, holding, memory_of, talk


def test_a_note_is_a_memory(bank: Bank) -> None:
    note = bank.remember("  my sister is called Ada\ud800 ", NOW)
    assert (note.kind, note.query, note.day, note.turn) == (
        Kind.NOTE,
        "my sister is called Ada\ufffd",
        NOW.date(),
        None,
    )
    assert bank.memory(note.id) == note
    assert [one.memory.id for one in bank.recall("what is my sister called?", k=1, now=NOW)] == [note.id]


@pytest.mark.parametrize("text", ["", " \n\t", "\u3000"])
def test_an_empty_note_is_refused(bank: Bank, text: str) -> None:
    with pytest.raises(MemoryBankError) as error:
        bank.remember(text, NOW)
    assert error.value.code == "note_empty"
    assert bank.list_memories() == []


def test_memories_are_listed_the_latest_day_first_a_page_at_a_time(bank: Bank) -> None:
    made = [memory_of(bank, talk(bank, f"turn {number}", now=days(number % 4))) for number in range(12)]
    made.append(bank.remember("a note", days(2)).id)
    everything = bank.list_memories(limit=100)
    assert [one.id for one in everything] == sorted(made, key=lambda id_: (bank.memory(id_).day, id_), reverse=True)
    pages, before = [], None
    while page := bank.list_memories(limit=5, before=before):
        pages += page
        before = page[-1].id
    assert pages == everything
    assert [one.query for one in bank.list_memories(kind=Kind.NOTE)] == ["a note"]
    bank.archive(made[:2], NOW)
    assert {one.id for one in bank.list_memories(state=MemoryState.FADED)} == set(made[:2])
    assert bank.list_memories(kind=Kind.NOTE, state=MemoryState.FADED) == []


def test_each_way_of_moving_moves_only_what_it_is_for(bank: Bank) -> None:
    alive, pinned, faded = [memory_of(bank, talk(bank, f"turn {number}")) for number in range(3)]
    bank.pin([pinned], NOW)
    bank.archive([faded], NOW)

    def states() -> list[MemoryState]:
        return [bank.memory(id_).state for id_ in (alive, pinned, faded)]

    bank.unpin([faded, alive], days(1))
    bank.restore([pinned, alive], days(1))
    assert states() == [MemoryState.ALIVE, MemoryState.PINNED, MemoryState.FADED]
    bank.unpin([pinned, 77], days(1))
    bank.restore([faded], days(1))
    assert states() == [MemoryState.ALIVE] * 3
    assert bank.memory(faded).last_recall == days(1)
    assert bank.memory(pinned).last_recall == NOW


def test_searching_finds_faded_ones_only_when_asked_and_changes_nothing(dense_bank: Bank) -> None:
    dog = memory_of(dense_bank, talk(dense_bank, "I have a dog"))
    cat = memory_of(dense_bank, talk(dense_bank, "我有一只猫"))
    dense_bank.archive([dog, cat], NOW)
    before = [dense_bank.memory(id_) for id_ in (dog, cat)]
    assert dense_bank.memories_like("dog") == []
    assert dense_bank.memories_like("猫") == []
    assert [one.memory.id for one in dense_bank.memories_like("dog", faded=True)] == [dog]
    assert [one.memory.id for one in dense_bank.memories_like("猫", faded=True)] == [cat]
    assert [one.memory.id for one in dense_bank.memories_like("puppy", faded=True)] == [dog]
    assert dense_bank.memories_like("  ", faded=True) == []
    assert [dense_bank.memory(id_) for id_ in (dog, cat)] == before


def test_replies_that_repeat_what_is_to_be_forgotten_are_found_with_it(bank: Bank, folder: Path) -> None:
    said = memory_of(bank, talk(bank, "My aunt is called Mirabel"))
    quoting = memory_of(bank, talk(bank, "I have a dog", "I see. You said: My aunt is called Mirabel!", echo=True))
    asked = memory_of(bank, talk(bank, "My aunt?", "Mirabel’s the one.", echo=True))
    for reply in ("Your aunt bakes.", "A mirabelle!", ""):
        talk(bank, "I like tea", reply, echo=True)
    found = bank.found_to_forget("aunt Mirabel")
    assert {one.memory.id: (one.certain, one.quoted) for one in found} == {
        said: (True, ""),
        quoting: (True, "You said: My aunt is called Mirabel!"),
        asked: (True, "Mirabel’s the one."),
    }
    bank.begin_deleting([asked], NOW)
    assert {one.memory.id for one in bank.found_to_forget("mirabel")} == {said, quoting}
    bank.forget([said, quoting, asked], [])
    bank.scrub()
    bank.close()
    assert holding(folder, [b"Mirabel ", b"Mirabel!", "Mirabel’".encode()]) == {}


@pytest.mark.parametrize(
    ("looked_for", "reply"),
    [
        *(("happiness", "You are happy."), ("dying", "It is dying."), ("Émile", "Émile came")),
        *(("O'Brien", "O’Brien is ill"), ("米拉", "你说过：我姑姑叫米拉贝。")),
    ],
)
def test_a_word_is_found_in_a_reply_however_it_is_written(bank: Bank, looked_for: str, reply: str) -> None:
    memory = memory_of(bank, talk(bank, "Hello", reply, echo=True))
    talk(bank, "Hello", "Hm.", echo=True)
    assert [(one.memory.id, one.quoted) for one in bank.found_to_forget(looked_for)] == [(memory, reply)]
