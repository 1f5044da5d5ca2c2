"""What a person says of a memory holds in recall, and deleting can be undone for a while, but no longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.looking import Standing, Wanted
from siliconfriend.memory.records import Kind, MemoryBankError
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, days, dump, found, holding, memory_of, sql, talk

SECRET = "xylophonist"


@pytest.fixture
def dogs(dense_bank: Bank) -> list[int]:
    """Memories that all answer one question, the best first."""
    for text in ("My dog Rex is brown", "The dog next door barks a lot at night", "I walked by the sea with a dog"):
        talk(dense_bank, text)
    return [one.memory.id for one in dense_bank.recall("which dog is brown?", k=3, now=NOW)]


def recalled(bank: Bank, k: int = 3) -> list[int]:
    return [one.memory.id for one in bank.recall("which dog is brown?", k=k, now=NOW)]


def test_without_a_verdict_nothing_is_different(dense_bank: Bank, dogs: list[int]) -> None:
    before = dense_bank.recall("which dog is brown?", k=3, now=NOW)
    dense_bank.not_this_one(dogs)
    dense_bank.never_recall(dogs[:1])
    dense_bank.recall_again(dogs)
    assert dense_bank.recall("which dog is brown?", k=3, now=NOW) == before
    assert sql(dense_bank, "SELECT * FROM verdict") == []
    assert all("verdict" not in one.why for one in before)


def test_one_that_was_out_of_place_counts_for_less_each_time(dense_bank: Bank, dogs: list[int]) -> None:
    score = dense_bank.recall("which dog is brown?", k=1, now=NOW)[0].score
    for times in (1, 2):
        dense_bank.not_this_one([dogs[0], 777])
        one = next(
            one for one in dense_bank.recall("which dog is brown?", k=3, now=NOW) if one.memory.id == dogs[0]
        )
        assert one.score == pytest.approx(score / 2**times, abs=1e-5)
        assert one.why["verdict"] == 0.5**times
    assert recalled(dense_bank)[0] != dogs[0]
    assert dense_bank.listing(Wanted(standing=Standing.LOWERED)).count == 1


def test_what_is_never_to_be_recalled_is_kept_and_not_recalled(dense_bank: Bank, dogs: list[int]) -> None:
    dense_bank.never_recall(dogs[:1])
    assert recalled(dense_bank) == dogs[1:]
    assert dense_bank.memory(dogs[0]).query == "My dog Rex is brown"
    listing = dense_bank.listing(Wanted(standing=Standing.NEVER))
    assert [one.id for one in dense_bank.listed(listing, 0, 9) if one] == dogs[:1]
    dense_bank.recall_again(dogs[:1])
    assert recalled(dense_bank) == dogs


def test_many_that_are_not_to_be_recalled_do_not_crowd_out_the_rest(dense_bank: Bank) -> None:
    unwanted = [memory_of(dense_bank, talk(dense_bank, f"my dog is brown, says {n}")) for n in range(120)]
    wanted = memory_of(dense_bank, talk(dense_bank, "the brown thing was a dog, I saw"))
    dense_bank.embed_missing()
    dense_bank.never_recall(unwanted)
    assert recalled(dense_bank) == [wanted]


def test_the_persons_words_stand_in_the_place_of_what_was_said(bank: Bank) -> None:
    turn = talk(bank, "I am 34 years old", "Noted", days(1))
    memory = memory_of(bank, turn)
    note = bank.put_in_place_of(memory, "  I was 33 then ", days(9))
    assert (note.kind, note.query, note.day) == (Kind.NOTE, "I was 33 then", days(1).date())
    assert found(bank, "how old am I, 33 or 34 years?", days(9)) == ["I was 33 then"]
    assert bank.dialogue.get(turn.id).query == "I am 34 years old"
    assert bank.known(memory).instead == note
    bank.recall_again([memory])
    assert set(found(bank, "how old am I, 33 or 34 years?", days(9))) == {"I was 33 then", "I am 34 years old"}


def test_a_note_is_reworded_in_place_and_its_old_words_are_gone(bank: Bank, folder: Path) -> None:
    note = bank.remember(f"I am a {SECRET}", NOW)
    assert bank.put_in_place_of(note.id, "I play the drums", days(1)).id == note.id
    assert found(bank, SECRET) == []
    assert found(bank, "drums") == ["I play the drums"]
    bank.scrub()
    assert holding(folder, [SECRET.encode()]) == {}


def test_what_is_being_deleted_is_in_no_list_of_turns(bank: Bank) -> None:
    kept, gone = talk(bank, "I have a cat"), talk(bank, f"I am a {SECRET}")
    last = talk(bank, "It rains")
    bank.begin_deleting([memory_of(bank, gone)], NOW)
    wanted = [kept.id, last.id]
    assert [one.id for one in bank.all_of_conversation(kept.conversation)] == wanted
    assert [one.id for one in bank.turns()] == wanted
    assert [one.id for one in bank.turns(before=last.id)] == wanted[:1]
    assert [one.id for one in bank.everything_said()] == wanted
    assert [one.id for one in bank.turns_after(kept.id)] == wanted[1:]
    assert bank.find_said(SECRET, limit=3) == []
    bank.undo_deleting([memory_of(bank, gone)])
    assert len(bank.turns()) == 3


def test_what_was_condemned_before_a_moment_can_be_finished_alone(bank: Bank) -> None:
    old, new = talk(bank, "one"), talk(bank, "two")
    bank.begin_deleting([memory_of(bank, old)], NOW)
    bank.begin_deleting([memory_of(bank, new)], days(1))
    assert [one.id for one in bank.finish_deleting(before=days(1))] == [old.id]
    assert [one.id for one in bank.finish_deleting()] == [new.id]


@pytest.mark.parametrize("text", ["", " \n\u3000"])
def test_nothing_cannot_take_the_place_of_something(bank: Bank, text: str) -> None:
    memory = memory_of(bank, talk(bank, "I have a cat"))
    before = dump(bank)
    for id_ in (memory, 77):
        with pytest.raises(MemoryBankError):
            bank.put_in_place_of(id_, text if id_ == memory else "words", NOW)
    assert dump(bank) == before


def test_what_is_being_deleted_is_out_of_sight_and_comes_back_whole(dense_bank: Bank, dogs: list[int]) -> None:
    dense_bank.not_this_one(dogs[1:2])
    before, ranking = dump(dense_bank), recalled(dense_bank)
    dense_bank.begin_deleting([*dogs[:2], 999], days(1))
    assert recalled(dense_bank) == dogs[2:]
    assert dense_bank.listing(Wanted()).count == 1
    assert dense_bank.listing(Wanted(text="dog")).count == 1
    assert dense_bank.undo_deleting(dogs[:2])
    assert dump(dense_bank) == before
    assert recalled(dense_bank) == ranking


def test_what_was_not_brought_back_goes_with_its_turn(bank: Bank) -> None:
    kept, gone = [talk(bank, f"turn {number}") for number in range(2)]
    bank.begin_deleting([memory_of(bank, kept), memory_of(bank, gone)], NOW)
    lost = memory_of(bank, gone)
    assert bank.finish_deleting(but=[memory_of(bank, kept)]) == [gone]
    assert not bank.undo_deleting([lost])
    assert bank.undo_deleting([memory_of(bank, kept)])
    assert [turn.id for turn in bank.turns()] == [kept.id]
    assert bank.finish_deleting() == []


def test_a_program_that_is_killed_deletes_the_next_time(open_bank: OpenBank, folder: Path) -> None:
    bank = open_bank(ToyEmbedder())
    memory = memory_of(bank, talk(bank, f"I am a {SECRET}", f"A {SECRET}!"))
    bank.embed_missing()
    bank.begin_deleting([memory], NOW)
    bank._database.close()  # no farewell
    again = open_bank(ToyEmbedder())
    assert found(again, SECRET) == []
    again.close()
    assert holding(folder, [SECRET.encode()]) == {}
