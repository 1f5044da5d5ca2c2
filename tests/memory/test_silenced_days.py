"""What is never to be recalled, or is being deleted, is not told in a day's summary or insight either."""

from __future__ import annotations

import json

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.exchange import bring_in, read_bank, write_out
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind, MemoryState
from siliconfriend.memory.reflected import DAILY, Part
from siliconfriend.memory.store import migrations
from tests.memory.test_due_days import understand
from tests.memory.test_understanding import grow
from tests.memory.toy import NOW, days, memory_of, sql, talk

TODAY = NOW.date()
BOTH = tuple(DAILY)


@pytest.fixture
def told(bank: Bank) -> list[int]:
    """A turn, a turn and a note of one day that is understood."""
    turns = [talk(bank, "I adopted a walrus", "Oh"), talk(bank, "I play the xylophone", "Nice")]
    note = bank.remember("My locker is 4711", NOW)
    understand(bank, 0)
    return [*(memory_of(bank, turn) for turn in turns), note.id]


def words(bank: Bank) -> list[str]:
    found = bank.material(TODAY)
    return [*(turn.query for turn in found.turns), *(note.query for note in found.notes)]


def due(bank: Bank) -> list[Kind]:
    assert bank.due_days() == [one for one in bank.days() if one.due]
    return [kind for day in bank.due_days() for kind in day.due]


@pytest.mark.parametrize("which", [0, 2], ids=["turn", "note"])
def test_what_is_silenced_is_left_out_and_the_day_thought_over_again(
    bank: Bank, told: list[int], which: int
) -> None:
    before = words(bank)
    bank.never_recall([told[which]])
    assert words(bank) == [one for one in before if one != before[which]]
    assert (bank.due_days()[0].turns, bank.due_days()[0].notes) == ((1, 1) if which == 0 else (2, 0))
    assert due(bank) == [*BOTH]
    understand(bank, 0)
    assert due(bank) == []
    bank.recall_again([told[which]])
    assert words(bank) == before
    assert due(bank) == [*BOTH]


def test_lowering_or_silencing_once_more_changes_nothing(bank: Bank, told: list[int]) -> None:
    bank.not_this_one(told)
    assert due(bank) == []
    bank.never_recall(told[:1])
    understand(bank, 0)
    number = sql(bank, "SELECT number FROM spoken_day")
    bank.never_recall(told[:1])
    assert sql(bank, "SELECT number FROM spoken_day") == number
    assert due(bank) == []


def test_an_undo_tells_it_again(bank: Bank, told: list[int]) -> None:
    bank.never_recall(told[:1])
    understand(bank, 0)
    bank.put_back(told[0], MemoryState.ALIVE, 1.0, NOW)
    assert "I adopted a walrus" in words(bank)
    assert due(bank) == [*BOTH]


def test_the_words_in_its_place_are_told_instead(bank: Bank, told: list[int]) -> None:
    bank.put_in_place_of(told[0], "It was a seal", days(3))
    assert words(bank) == ["I play the xylophone", "My locker is 4711", "It was a seal"]
    assert due(bank) == [*BOTH]


def test_what_is_being_deleted_is_left_out_until_it_is_brought_back(bank: Bank, told: list[int]) -> None:
    bank.begin_deleting([told[0], told[2]], NOW)
    assert words(bank) == ["I play the xylophone"]
    understand(bank, 0)
    assert bank.due_days() == []
    bank.undo_deleting([told[0], told[2]])
    assert due(bank) == [*BOTH]


def test_a_day_of_which_all_is_silenced_is_not_summed_up(bank: Bank) -> None:
    turn = talk(bank, "I adopted a walrus", "Oh")
    bank.never_recall([memory_of(bank, turn)])
    assert due(bank) == []
    assert not bank.keep_silence(Kind.SUMMARY, TODAY, "Nothing.", NOW)
    assert bank.list_memories(kind=Kind.SUMMARY) == []


def test_where_all_is_silenced_what_was_understood_says_so_but_not_what_the_person_wrote(
    bank: Bank, told: list[int]
) -> None:
    (summary,), (insight,) = (bank.memories.of_day(kind, TODAY) for kind in BOTH)
    bank.correct_day(insight, "I was well.", NOW)
    grow(bank, "There is a walrus.")
    assert not bank.keep_silence(Kind.SUMMARY, TODAY, "Nothing.", NOW)
    bank.never_recall(told)
    assert due(bank) == [Kind.SUMMARY]
    assert [bank.keep_silence(kind, TODAY, "Nothing.", NOW) for kind in BOTH] == [True, False]
    assert [bank.memory(one.id).query for one in (summary, insight)] == ["Nothing.", "I was well."]
    assert due(bank) == []
    assert [one.text for one in bank.portrait_history(Part.HISTORY)] == ["There is a walrus."]
    bank.recall_again(told[:1])
    assert due(bank) == [Kind.SUMMARY]


def test_while_all_is_being_deleted_what_was_understood_is_left_alone(bank: Bank, told: list[int]) -> None:
    sql(bank, "UPDATE reflection SET seen = NULL")
    bank.begin_deleting(told, NOW)
    assert due(bank) == []
    assert not bank.keep_silence(Kind.SUMMARY, TODAY, "Nothing.", NOW)


def test_deleting_what_was_silenced_still_takes_along_what_was_made_from_it(bank: Bank, told: list[int]) -> None:
    grow(bank, "There is a walrus.")
    bank.never_recall(told[:1])
    understand(bank, 0)
    bank.delete_memories(told[:1])
    assert bank.portrait_history(Part.HISTORY) == []


def test_what_came_from_a_file_with_silenced_words_is_thought_over_again(
    bank: Bank, told: list[int], profiles: Profiles
) -> None:
    grow(bank, "There is a walrus.")
    bank.never_recall(told[:1])
    other = profiles.open(profiles.create("Anna", Language.EN, NOW))
    bring_in(other, read_bank(json.dumps({"Emily": write_out(bank)}).encode())[0], NOW)
    assert words(other) == words(bank)
    assert due(other) == [*BOTH]
    other.delete_memories([memory_of(other, other.turns()[0])])
    assert other.list_memories(kind=Kind.SUMMARY) == []
    assert other.portrait_history(Part.HISTORY) == []
    other.close()


def test_what_an_older_program_silenced_is_thought_over_again(bank: Bank, told: list[int]) -> None:
    sql(bank, "DROP TRIGGER word_silenced")
    bank.never_recall(told[:1])
    assert bank.due_days() == []
    with bank._database.writing() as db:
        migrations.days_of_which_something_is_never_to_be_told(db)
    assert due(bank) == [*BOTH]
