"""Memories in the user's own hands: listed, searched, pinned, faded, brought back, written."""

from __future__ import annotations

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Kind, MemoryBankError, MemoryState
from tests.memory.toy import NOW, days, memory_of, talk


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
