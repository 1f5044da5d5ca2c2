"""What was let go by hand comes to nobody by way of its day's summary either, nor by the portrait."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.exchange import bring_in, read_bank, write_out
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind, MemoryState
from siliconfriend.memory.reflected import DAILY, Part
from siliconfriend.memory.store import migrations
from tests.memory.test_due_days import understand
from tests.memory.test_silenced_days import due, words
from tests.memory.test_understanding import grow, sum_up, two_days
from tests.memory.toy import NOW, days, found, memory_of, sql, talk

BOTH = list(DAILY)
Silence = Callable[[Bank, list[int]], None]
SILENCINGS: dict[str, tuple[Silence, Silence]] = {
    "let_go": (lambda bank, ids: bank.archive(ids, NOW), lambda bank, ids: bank.restore(ids, NOW)),
    "never": (lambda bank, ids: bank.never_recall(ids), lambda bank, ids: bank.recall_again(ids)),
    "deleting": (lambda bank, ids: bank.begin_deleting(ids, NOW), lambda bank, ids: _undo(bank, ids)),
}
by_every_way = pytest.mark.parametrize(("silence", "back"), SILENCINGS.values(), ids=SILENCINGS.keys())


def _undo(bank: Bank, ids: list[int]) -> None:
    assert bank.undo_deleting(ids)


@pytest.mark.parametrize("back", ["restore", "pin"])
def test_it_is_left_out_of_its_day_until_it_is_back(bank: Bank, back: str) -> None:
    turn, note = memory_of(bank, talk(bank, "I adopted a walrus", "Oh")), bank.remember("Locker 4711", NOW).id
    talk(bank, "I play the xylophone", "Nice")
    understand(bank, 0)
    bank.archive([turn, note], NOW)
    assert words(bank) == ["I play the xylophone"]
    assert due(bank) == BOTH
    understand(bank, 0)
    assert due(bank) == []
    assert bank._spoken.may_be_due(None, None, but_turns=()) == []
    getattr(bank, back)([turn, note], days(1))
    assert words(bank) == ["I adopted a walrus", "I play the xylophone", "Locker 4711"]
    assert due(bank) == BOTH
    assert bank.all_let_go() == set()


def test_what_fades_by_itself_stays_in_its_day(bank: Bank) -> None:
    talk(bank, "I adopted a walrus", "Oh")
    understand(bank, 0)
    assert bank.fade(days(5000)).count == 3
    assert words(bank) == ["I adopted a walrus"]
    assert due(bank) == []


def test_an_undo_tells_by_whom_it_had_faded(bank: Bank) -> None:
    turn = memory_of(bank, talk(bank, "I adopted a walrus", "Oh"))
    bank.archive([turn], NOW)
    (before,) = bank.lines([turn])
    assert before.let_go
    bank.restore([turn], NOW)
    assert not bank.lines([turn])[0].let_go
    bank.put_back(turn, before.state, before.factor, NOW, let_go=before.let_go)
    assert words(bank) == []
    bank.put_back(turn, MemoryState.FADED, 1.0, NOW)
    assert words(bank) == ["I adopted a walrus"]
    assert bank.known(turn).let_go is False


def test_a_clock_that_was_ahead_takes_nothing_back_that_was_let_go(bank: Bank) -> None:
    turn = memory_of(bank, talk(bank, "I adopted a walrus", "Oh"))
    bank.archive([turn], days(5000))
    assert bank.take_back_fading(days(1)) == 0
    assert bank.memory(turn).state is MemoryState.FADED


@by_every_way
def test_a_summary_that_still_tells_it_is_not_recalled(bank: Bank, silence: Silence, back: Silence) -> None:
    walrus = memory_of(bank, talk(bank, "I adopted a walrus", "Oh"))
    talk(bank, "I play the xylophone", "Nice")
    sum_up(bank, NOW, "A walrus was adopted, a xylophone played.")
    sum_up(bank, NOW, "Glad of the walrus.", Kind.INSIGHT)
    assert len(found(bank, "walrus")) == 4
    silence(bank, [walrus])
    assert found(bank, "a walrus and a xylophone") == ["I play the xylophone"]
    back(bank, [walrus])
    assert len(found(bank, "walrus")) == 4
    silence(bank, [walrus])
    sum_up(bank, NOW, "A xylophone was played.")
    sum_up(bank, NOW, "Musical.", Kind.INSIGHT)
    assert set(found(bank, "xylophone musical")) == {"I play the xylophone", "A xylophone was played.", "Musical."}
    talk(bank, "I play the tuba as well", "Nice")
    assert "A xylophone was played." in found(bank, "xylophone")


def test_what_the_person_wrote_of_the_day_is_recalled(bank: Bank) -> None:
    walrus = memory_of(bank, talk(bank, "I adopted a walrus", "Oh"))
    summary = sum_up(bank, NOW, "A walrus was adopted.")
    bank.correct_day(summary, "A good day with a walrus.", NOW)
    bank.archive([walrus], NOW)
    assert found(bank, "walrus") == ["A good day with a walrus."]


@by_every_way
def test_the_portrait_is_what_it_was_before_until_it_grows_anew(
    bank: Bank, silence: Silence, back: Silence
) -> None:
    _, second = two_days(bank)
    sum_up(bank, days(1), "Musical.", Kind.INSIGHT)
    grow(bank, "Musical.", Part.PERSONALITY)
    silence(bank, [memory_of(bank, second)])
    assert bank.portrait().overall_history == "There is a walrus."
    assert bank.portrait().overall_personality == ""
    growth = bank.growth(Part.HISTORY)
    assert growth.days == ()
    assert growth.base is not None
    assert growth.base.text == "There is a walrus."
    back(bank, [memory_of(bank, second)])
    assert "Xylophones" in bank.part(Part.HISTORY)
    silence(bank, [memory_of(bank, second)])
    talk(bank, "It rains", "Yes", days(1))
    sum_up(bank, days(1), "It rained.")
    assert bank.part(Part.HISTORY) == "There is a walrus."
    assert [one.query for one in bank.growth(Part.HISTORY).days] == ["It rained."]
    grow(bank, "There is a walrus. It rains.")
    assert bank.part(Part.HISTORY) == "There is a walrus. It rains."


def test_a_portrait_that_a_file_brought_is_kept(bank: Bank) -> None:
    turn = talk(bank, "I adopted a walrus", "Oh")
    summary = sum_up(bank, NOW, "A walrus was adopted.")
    bank.keep_imported(Part.HISTORY, "Walruses.", NOW, turns=[turn.id], memories=[summary.id])
    bank.archive([memory_of(bank, turn)], NOW)
    assert bank.part(Part.HISTORY) == "Walruses."
    assert bank.growth(Part.HISTORY).base is not None


def test_the_persons_own_sentences_stay_in_the_portrait_and_what_they_add_meanwhile(bank: Bank) -> None:
    _, second = two_days(bank)
    bank.correct(Part.HISTORY, "There is a walrus. Xylophones are played. I am well.", NOW)
    bank.archive([memory_of(bank, second)], NOW)
    assert "Xylophones" not in bank.part(Part.HISTORY)
    assert "I am well." in bank.part(Part.HISTORY)
    bank.correct(Part.HISTORY, f"{bank.part(Part.HISTORY)} I sing.", NOW)
    assert "I sing." in bank.part(Part.HISTORY)
    assert "walrus" in bank.part(Part.HISTORY)


def test_a_summary_that_was_let_go_itself_is_told_in_no_portrait(bank: Bank) -> None:
    two_days(bank)
    (first, second) = bank.memories.all(Kind.SUMMARY)
    bank.archive([second.id], NOW)
    assert bank.part(Part.HISTORY) == "There is a walrus."
    bank.archive([first.id], NOW)
    assert bank.part(Part.HISTORY) == ""
    assert bank.growth(Part.HISTORY).days == bank.growth(Part.STRATEGY).days == ()
    bank.restore([first.id], NOW)
    assert bank.part(Part.HISTORY) == "There is a walrus."


def test_it_goes_out_and_in(bank: Bank, profiles: Profiles) -> None:
    walrus = memory_of(bank, talk(bank, "I adopted a walrus", "Oh"))
    faded = bank.remember("Faded by itself", NOW).id
    understand(bank, 0)
    bank.archive([walrus], NOW)
    bank.memories.set_state([faded], MemoryState.FADED, NOW)
    other = profiles.open(profiles.create("Anna", Language.EN, NOW))
    bring_in(other, read_bank(json.dumps({"Emily": write_out(bank)}).encode())[0], NOW)
    assert [other.memory(id_).query for id_ in other.all_let_go()] == ["I adopted a walrus"]
    assert words(other) == ["Faded by itself"]
    assert due(other) == BOTH
    assert found(other, "summary of 0") == []
    other.close()


def older_schema(bank: Bank) -> None:
    sql(bank, "DROP TRIGGER word_let_go")
    sql(bank, "ALTER TABLE verdict DROP COLUMN let_go")
    sql(bank, "ALTER TABLE reflection_source DROP COLUMN told")


def newer_schema(bank: Bank) -> None:
    with bank._database.writing() as db:
        migrations.what_was_let_go_and_what_a_reflection_tells(db)


def test_an_older_memory_whose_days_were_thought_over_again_is_recalled(bank: Bank) -> None:
    walrus = memory_of(bank, talk(bank, "I adopted a walrus", "Oh"))
    talk(bank, "I play the xylophone", "Nice")
    understand(bank, 0)
    bank.never_recall([walrus])
    understand(bank, 0)
    older_schema(bank)
    newer_schema(bank)
    assert len(found(bank, "summary of 0")) == 2
    assert due(bank) == []


def test_where_an_older_memory_does_not_know_the_day_is_thought_over_again(bank: Bank) -> None:
    walrus = memory_of(bank, talk(bank, "I adopted a walrus", "Oh"))
    talk(bank, "I play the xylophone", "Nice")
    bank.never_recall([walrus])
    understand(bank, 0)
    sql(bank, "INSERT INTO reflection_source (reflection, turn) SELECT id, 1 FROM reflection")
    sql(bank, "UPDATE reflection SET seen = NULL")
    older_schema(bank)
    newer_schema(bank)
    assert found(bank, "summary of 0") == []
    assert due(bank) == BOTH
    understand(bank, 0)
    assert len(found(bank, "summary of 0")) == 2
