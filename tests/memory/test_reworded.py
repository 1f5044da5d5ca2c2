"""A memory that was put in other words says again what it said, and nothing is left of the other words."""

from __future__ import annotations

from pathlib import Path

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Kind, MemoryBankError, MemoryState, Turn
from siliconfriend.memory.reflected import Author
from tests.memory.conftest import OpenBank
from tests.memory.test_understanding import sum_up
from tests.memory.toy import NOW, days, dump, found, holding, memory_of, talk


def stand(bank: Bank) -> dict[str, list[tuple[object, ...]]]:
    """Everything but the numbers of rows that were written anew, and of days that changed back."""
    held = dump(bank)
    del held["spoken_day"]
    numbers = {row[0]: place for place, row in enumerate(held["reflection"])}
    held["reflection"] = [row[1:-1] for row in held["reflection"]]
    held["reflection_source"] = [(numbers[row[0]], *row[1:]) for row in held["reflection_source"]]
    return held


@pytest.fixture
def told(bank: Bank) -> dict[Kind, int]:
    """A memory of each of three kinds."""
    turn = memory_of(bank, talk(bank, "I adopted a walrus", "Oh"))
    other = memory_of(bank, talk(bank, "I play the xylophone", "Nice"))
    note = bank.remember("Locker 4711", NOW).id
    sum_up(bank, NOW, "A walrus was adopted.")
    bank.never_recall([other])
    summary = sum_up(bank, NOW, "A walrus.").id
    bank.not_this_one([turn])
    return {Kind.TURN: turn, Kind.NOTE: note, Kind.SUMMARY: summary}


@pytest.mark.parametrize("kind", [Kind.TURN, Kind.NOTE, Kind.SUMMARY])
def test_all_is_as_it_was(bank: Bank, told: dict[Kind, int], kind: Kind) -> None:
    before, said = stand(bank), bank.memory(told[kind]).query
    replaced = bank.replace(told[kind], "It was a seal", days(1))
    assert bank.memory(replaced.by).query == "It was a seal"
    bank.take_back(replaced)
    assert stand(bank) == before
    assert found(bank, "seal") == []
    assert said in found(bank, said)


def test_one_word_after_another_is_taken_back(bank: Bank, told: dict[Kind, int]) -> None:
    first = bank.replace(told[Kind.TURN], "It was a seal", days(1))
    second = bank.replace(told[Kind.TURN], "It was a sea lion", days(1))
    third = bank.replace(second.by, "It was an otter", days(1))
    bank.take_back(third)
    assert bank.memory(second.by).query == "It was a sea lion"
    bank.take_back(second)
    assert bank.verdicts()[told[Kind.TURN]] == 0
    assert bank.memory(first.by).query == "It was a seal"
    bank.take_back(first)
    assert bank.verdicts()[told[Kind.TURN]] == 0.5
    assert [one.query for one in bank.list_memories(kind=Kind.NOTE)] == ["Locker 4711"]


def test_a_summary_is_a_models_again_and_follows_its_day(bank: Bank, told: dict[Kind, int]) -> None:
    replaced = bank.replace(told[Kind.SUMMARY], "A good day.", days(1))
    bank.take_back(replaced)
    made = bank.reflection_of(told[Kind.SUMMARY])
    assert made is not None
    assert made.author is Author.MODEL
    assert "A walrus." in found(bank, "walrus")
    talk(bank, "It rains", "Yes")
    assert Kind.SUMMARY in bank.due_days()[0].due


def test_what_is_gone_does_not_come_back(bank: Bank, told: dict[Kind, int]) -> None:
    for kind, id_ in reversed(told.items()):
        replaced = bank.replace(id_, f"{kind} in other words", days(1))
        bank.delete_memories([id_])
        with pytest.raises(MemoryBankError, match="no_such_memory"):
            bank.take_back(replaced)


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.SUMMARY])
def test_neither_the_old_words_nor_those_taken_back_stay_in_any_file(
    open_bank: OpenBank, folder: Path, kind: Kind
) -> None:
    bank = open_bank()
    talk(bank, "Good morning", "Good morning")
    old, new = b"quokkaquartz", b"wombatwhisper"
    kept = sum_up(bank, NOW, old.decode()) if kind is Kind.SUMMARY else bank.remember(old.decode(), NOW)
    replaced = bank.replace(kept.id, new.decode(), days(1))
    bank.scrub()
    assert holding(folder, [old]) == {}
    bank.take_back(replaced)
    bank.scrub()
    assert holding(folder, [new]) == {}
    assert holding(folder, [old]) != {}


def test_the_pin_and_the_strength_go_to_the_new_words_and_back(bank: Bank) -> None:
    turn = memory_of(bank, talk(bank, "I have two cats", "Oh"))
    bank.recall("two cats", k=1, now=NOW)
    bank.memories.reinforce([turn], NOW)
    bank.pin([turn], NOW)
    before = bank.memory(turn)
    replaced = bank.replace(turn, "I have one cat", NOW)
    new = bank.memory(replaced.by)
    assert (new.state, new.strength) == (MemoryState.PINNED, before.strength)
    assert bank.memory(turn).state is MemoryState.ALIVE
    bank.take_back(replaced)
    assert bank.memory(turn) == before
    assert [one.id for one in bank.list_memories(state=MemoryState.PINNED)] == [turn]


class TestDeleted:
    """What a reworded memory said before goes with it, from the transcript as well."""

    OLD, REPLY, NEW = "quokkaquartz", "ploverplinth", "wombatwhisper"

    @pytest.fixture
    def turn(self, bank: Bank) -> Turn:
        """What was said first."""
        talk(bank, "Good morning", "Good morning")
        return talk(bank, f"I am a {self.OLD}", f"Oh, {self.REPLY}")

    @pytest.fixture
    def old(self, bank: Bank, turn: Turn) -> int:
        """Its memory."""
        return memory_of(bank, turn)

    @pytest.fixture
    def note(self, bank: Bank, old: int) -> int:
        """What stands in its place."""
        return bank.put_in_place_of(old, f"I was a {self.NEW}", NOW).id

    def left(self, bank: Bank, folder: Path) -> dict[str, list[bytes]]:
        bank.scrub()
        return holding(folder, [one.encode() for one in (self.OLD, self.REPLY, self.NEW)])

    def test_at_once(self, bank: Bank, folder: Path, old: int, note: int) -> None:
        assert bank.with_old_wordings([note]) == [note, old]
        assert bank.delete_memories([note]) == 2
        assert [one.query for one in bank.everything_said()] == ["Good morning"]
        assert bank.verdicts() == {}
        assert self.left(bank, folder) == {}

    def test_after_second_thoughts(self, bank: Bank, folder: Path, turn: Turn, old: int, note: int) -> None:
        before = dump(bank)
        bank.begin_deleting([note], days(1))
        assert not bank.memories_in_sight([old, note])
        assert bank.undo_deleting([note])
        assert dump(bank) == before
        bank.begin_deleting([note], days(1))
        assert bank.finish_deleting(but=[note]) == []
        assert [one.id for one in bank.finish_deleting()] == [turn.id]
        assert self.left(bank, folder) == {}

    def test_not_while_another_memory_says_it_in_other_words(self, bank: Bank, old: int, note: int) -> None:
        other = bank.put_in_place_of(old, "I was a heron", NOW).id
        assert bank.with_old_wordings([note]) == [note]
        bank.begin_deleting([note], days(1))
        assert bank.memories_in_sight([old, other]) == {old, other}
        bank.begin_deleting([other], days(2))
        assert not bank.memories_in_sight([old, other])
        assert bank.finish_deleting(but=[other]) == []
        assert bank.undo_deleting([other])
        assert bank.memories_in_sight([old, other]) == {old, other}

    def test_not_one_that_is_recalled_again(self, bank: Bank, old: int, note: int) -> None:
        bank.recall_again([old])
        assert bank.delete_memories([note]) == 1
        assert bank.memory(old).query == f"I am a {self.OLD}"

    def test_the_new_words_stay_where_the_old_are_deleted(self, bank: Bank, old: int, note: int) -> None:
        assert bank.delete_memories([old]) == 1
        assert bank.memory(note).query == f"I was a {self.NEW}"

    def test_an_old_wording_deleted_by_itself_does_not_come_back(self, bank: Bank, old: int, note: int) -> None:
        bank.begin_deleting([old], days(1))
        bank.begin_deleting([note], days(2))
        bank.undo_deleting([note])
        assert bank.memories_in_sight([old, note]) == {note}

    def test_the_list_says_so_beforehand(self, bank: Bank, old: int, note: int) -> None:
        assert bank.known(note).reworded
        assert not bank.known(old).reworded
        bank.recall_again([old])
        assert [one.reworded for one in bank.lines([note])] == [False]
