"""What was understood: from which words, until they change or go, and with the person's word above a model's."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.exchange import bring_in, read_bank, write_out
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind, Memory, MemoryBankError, Portrait, Turn
from siliconfriend.memory.reflected import Author, Growth, NewReflection, Origin, Part, Reflection
from siliconfriend.memory.sentences import telling, without
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, days, dump, found, holding, memory_of, sql, talk


def sum_up(bank: Bank, when: datetime, text: str, kind: Kind = Kind.SUMMARY) -> Memory:
    """Keep `text` as what was understood of a day."""
    kept = bank.keep_day(kind, bank.material(when.date()), text, when, model="toy", prompt="1")
    assert kept is not None
    return kept


def grow(bank: Bank, text: str, part: Part = Part.HISTORY) -> Reflection:
    """Keep `text` as the next version of a part."""
    version = bank.keep_version(part, text, bank.growth(part), NOW, model="toy", prompt="1")
    assert version is not None
    return version


def two_days(bank: Bank) -> tuple[Turn, Turn]:
    """Two days, each summed up and grown into the history."""
    first = talk(bank, "I adopted a walrus", "How lovely")
    sum_up(bank, NOW, "Adopted a walrus.")
    grow(bank, "There is a walrus.")
    second = talk(bank, "I play the xylophone", "Nice", days(1))
    sum_up(bank, days(1), "Plays the xylophone.")
    grow(bank, "There is a walrus. Xylophones are played.")
    return first, second


def due(bank: Bank) -> list[tuple[Kind, ...]]:
    return [day.due for day in bank.days()]


def test_a_day_is_due_until_it_is_summed_up_and_again_when_its_words_change(bank: Bank) -> None:
    both = (Kind.SUMMARY, Kind.INSIGHT)
    turn = talk(bank, "hello", "hi")
    bank.remember("a note", days(1))
    assert due(bank) == [both, both]
    first = sum_up(bank, NOW, "A greeting.")
    sum_up(bank, NOW, "Friendly.", Kind.INSIGHT)
    assert due(bank) == [(), both]
    talk(bank, "one more thing", "yes?", NOW)
    assert due(bank) == [both, both]
    bank.memories.reinforce([first.id], days(2))
    again = sum_up(bank, NOW, "A greeting and one more thing.")
    assert (again.id, again.strength, due(bank)[0]) == (first.id, 2, (Kind.INSIGHT,))
    assert [one.query for one in bank.list_memories(kind=Kind.SUMMARY)] == ["A greeting and one more thing."]
    bank.reopen(turn.id)
    assert bank.list_memories(kind=Kind.SUMMARY) == []
    assert bank.list_memories(kind=Kind.INSIGHT) == []


def test_what_is_being_answered_is_not_reflected_yet(bank: Bank) -> None:
    bank.ask(bank.begin_conversation(NOW), "well?", NOW)
    assert bank.days() == []


def test_a_portrait_grows_by_the_days_that_are_new(bank: Bank) -> None:
    assert bank.growth(Part.HISTORY).days == ()
    first, second = two_days(bank)
    assert bank.growth(Part.HISTORY).days == ()
    versions = bank.portrait_history(Part.HISTORY)
    assert [one.text for one in versions] == [
        "There is a walrus. Xylophones are played.",
        "There is a walrus.",
    ]
    assert bank.portrait() == Portrait("There is a walrus. Xylophones are played.")
    assert [turn.id for turn in bank.sources(versions[0].id).turns] == [first.id, second.id]
    for one in versions:
        turns = bank.sources(one.id).turns
        assert bank.origin(one.id, 1) == Origin(len(turns), turns[:1])
    assert [one.query for one in bank.sources(versions[0].id).memories] == [
        "Adopted a walrus.",
        "Plays the xylophone.",
    ]
    assert [turn.id for turn in bank.sources(versions[1].id).turns] == [first.id]
    sum_up(bank, days(1), "Plays the marimba.")
    growth = bank.growth(Part.HISTORY)
    assert growth.base == versions[1]
    assert [one.query for one in growth.days] == ["Plays the marimba."]
    sum_up(bank, NOW, "Adopted a seal.")
    assert bank.growth(Part.HISTORY).base is None
    assert len(bank.growth(Part.HISTORY).days) == 2


def test_what_was_made_from_deleted_words_is_gone_from_every_level(open_bank: OpenBank, folder: Path) -> None:
    bank = open_bank(ToyEmbedder())
    first, second = two_days(bank)
    sum_up(bank, days(1), "Fond of the xylophone.", Kind.INSIGHT)
    trait = grow(bank, "Fond of the xylophone.", Part.PERSONALITY)
    bank.keep_version(Part.STRATEGY, "Ask of the xylophone.", Growth(trait, ()), NOW, model="toy", prompt="1")
    assert bank.portrait().strategy == "Ask of the xylophone."
    bank.embed_missing()
    assert bank._retriever.dense is not None
    bank._retriever.dense.save()
    marks = [b"xylophone", b"Xylophone", b"xylophon"]
    assert holding(folder, marks)
    bank.remove_turn(second.id)
    assert "ylophone" not in str(found(bank, "xylophone"))
    assert bank.portrait() == Portrait("There is a walrus.")
    assert [one.text for one in bank.portrait_history(Part.HISTORY)] == ["There is a walrus."]
    assert bank.growth(Part.HISTORY).days == ()
    bank.scrub()
    assert holding(folder, marks) == {}
    bank.delete_memories([memory_of(bank, first)])
    assert bank.portrait() == Portrait()
    bank.scrub()
    assert holding(folder, [b"walrus"]) == {}
    assert sql(bank, "SELECT * FROM reflection") == sql(bank, "SELECT * FROM reflection_source") == []


def test_deleting_a_note_or_a_summary_takes_what_was_made_from_it(bank: Bank) -> None:
    note = bank.remember("the wedding is in June", NOW)
    sum_up(bank, NOW, "A wedding in June.")
    grow(bank, "A wedding is coming.")
    bank.delete_memories([note.id])
    assert bank.list_memories() == []
    assert bank.portrait() == Portrait()
    bank.remember("the wedding is in June", NOW)
    summary = sum_up(bank, NOW, "A wedding in June.")
    grow(bank, "A wedding is coming.")
    assert bank.delete_memories([summary.id]) == 1
    assert bank.portrait() == Portrait()
    assert due(bank) == [(Kind.SUMMARY, Kind.INSIGHT)]


def test_very_long_chains_of_versions_can_go(bank: Bank) -> None:
    turn, _ = two_days(bank)
    base = bank.portrait_history(Part.HISTORY)[0].id
    with bank.writing():
        for _ in range(1500):
            base = bank._reflections.add(NewReflection(Part.HISTORY, NOW, Author.MODEL, "more", base=base))
    assert len(bank.sources(base).turns) == 2
    bank.remove_turn(turn.id)
    assert bank.portrait_history(Part.HISTORY) == []


def test_the_persons_word_holds_against_later_reflections(bank: Bank, open_bank: OpenBank) -> None:
    two_days(bank)
    bank.correct(Part.HISTORY, "There is a walrus. I play the marimba.", days(2))
    assert bank.portrait().overall_history == "There is a walrus. I play the marimba."
    own, struck = bank.own_words(Part.HISTORY)
    assert [one.text for one in own] == ["I play the marimba."]
    assert [one.text for one in struck] == ["Xylophones are played."]
    assert bank.growth(Part.HISTORY).days == ()
    grow(bank, "Still the walrus. Xylophones are played!")
    assert open_bank().portrait().overall_history == "I play the marimba.\nStill the walrus."
    assert [one.author for one in bank.portrait_history(Part.HISTORY)][:2] == [Author.MODEL, Author.USER]
    bank.correct(Part.HISTORY, "Still the walrus. Xylophones are played!", days(3))
    assert bank.own_words(Part.HISTORY)[1] == []
    assert bank.portrait().overall_history == "Still the walrus. Xylophones are played!"


def test_of_a_corrected_portrait_only_the_persons_sentences_outlive_its_sources(
    open_bank: OpenBank, folder: Path
) -> None:
    bank = open_bank()
    first, second = two_days(bank)
    bank.correct(Part.HISTORY, "There is a walrus. I play the marimba.", days(2))
    bank.remove_turn(second.id)
    assert bank.portrait().overall_history == "I play the marimba.\nThere is a walrus."
    bank.remove_turn(first.id)
    assert bank.portrait().overall_history == "I play the marimba."
    bank.scrub()
    assert holding(folder, [b"walrus", b"Xylophon", b"xylophon"]) == {}


def test_what_is_retracted_is_said_no_more(open_bank: OpenBank, folder: Path) -> None:
    bank = open_bank()
    talk(bank, "I am allergic to peanuts, I think", "Take care")
    sum_up(bank, NOW, "Is allergic to peanuts. Takes care.")
    grow(bank, "They are allergic to peanuts. They bake.", Part.PERSONALITY)
    told = bank.told(" I am allergic to peanuts ")
    rule = bank.retract(" I am allergic to peanuts ", days(1))
    assert told.sentences == ("Is allergic to peanuts.", "They are allergic to peanuts.")
    assert [bank.memory(one).query for one in told.memories] == ["I am allergic to peanuts, I think"]
    assert bank.told("I am allergic to peanuts").sentences == ()
    assert bank.portrait() == Portrait("", "They bake.", "", ("I am allergic to peanuts",))
    assert [one.query for one in bank.list_memories(kind=Kind.SUMMARY)] == ["Takes care."]
    assert bank.memories_like("peanuts")[0].memory.kind is Kind.TURN
    assert len(bank.memories_like("peanuts")) == 1
    grow(bank, "Peanuts? They are allergic to peanuts.", Part.PERSONALITY)
    assert bank.portrait().overall_personality == "Peanuts?"
    assert bank.unretract([rule.id]) == 1
    assert bank.unretract([rule.id]) == 0
    assert bank.portrait().retracted == ()
    bank.scrub()
    assert holding(folder, [b"I am allergic to peanuts "]) == {}
    with pytest.raises(MemoryBankError):
        bank.retract("  ", NOW)


def test_a_retraction_in_chinese(bank: Bank) -> None:
    talk(bank, "我好像对花生过敏", "要小心")
    sum_up(bank, NOW, "他对花生过敏。他很小心。")
    bank.retract("我对花生过敏", days(1))
    assert [one.query for one in bank.list_memories(kind=Kind.SUMMARY)] == ["他很小心。"]


@pytest.mark.parametrize(
    ("said", "untrue", "other"),
    [
        ("My car is blue and very old.", "my  car is BLUE and very old", "My cars are blue and very old"),
        ("Well: I’m afraid of dogs, sadly", "I'm afraid of dogs.", "I'm not afraid of dogs"),
        ("我对芒果过敏，真的", "我对芒果过敏。", "我不对芒果过敏"),
        ("我有３只猫", "我有 3只猫！", "我有两只猫"),
    ],
)
def test_words_that_are_not_true_are_never_recalled(bank: Bank, said: str, untrue: str, other: str) -> None:
    silent = [memory_of(bank, talk(bank, said, "I see")), bank.remember(said, NOW).id]
    kept = [memory_of(bank, talk(bank, other, said)), memory_of(bank, talk(bank, "A xylophone", "Oh"))]
    rule = bank.retract(untrue, days(1))
    assert sorted(bank.saying(untrue)) == silent
    assert bank.verdicts() == dict.fromkeys(silent, 0.0)
    assert said not in found(bank, said)
    assert set(kept) <= {one.memory.id for one in bank.recall(f"{other} xylophone", k=5, now=NOW)}
    assert bank.unretract([rule.id]) == 1
    assert bank.verdicts() == {}
    assert said in found(bank, said)


def test_what_is_said_not_to_be_true_twice_is_kept_once(bank: Bank) -> None:
    first = bank.retract("My car is blue.", NOW)
    talk(bank, "My car is blue", "Nice")
    again = bank.retract("my car is  Blue", days(1))
    assert (again.id, [one.text for one in bank.retracted()]) == (first.id, ["My car is blue."])
    assert found(bank, "my car is blue") == []
    assert bank.retract("?!", NOW).id != bank.retract("...", NOW).id


def test_what_is_true_after_all_is_recalled_unless_other_words_took_its_place_or_another_fact_is_untrue(
    bank: Bank,
) -> None:
    first = memory_of(bank, talk(bank, "I own a boat and a car", "Nice"))
    second = memory_of(bank, talk(bank, "I own a boat", "Nice"))
    bank.replace(second, "We own a ship", NOW)
    rules = [bank.retract("I own a boat", NOW), bank.retract("a car", NOW)]
    bank.unretract([rules[0].id])
    assert bank.verdicts() == {first: 0.0, second: 0.0}
    bank.unretract([rules[1].id])
    assert bank.verdicts() == {second: 0.0}


def test_what_was_silenced_by_hand_stays_so_when_something_is_true_after_all(bank: Bank) -> None:
    said = [memory_of(bank, talk(bank, f"I own a boat {one}", "Nice")) for one in ("red", "blue", "green", "grey")]
    before, after, lowered, twice = said
    bank.never_recall([before])
    bank.not_this_one([lowered])
    rules = [bank.retract("I own a boat", NOW), bank.retract("boat grey", NOW)]
    bank.recall_again([after])
    bank.never_recall([after])
    assert bank.verdicts() == dict.fromkeys(said, 0.0)
    assert bank.untrue() == {lowered, twice}
    bank.unretract([rules[0].id])
    assert bank.verdicts() == {before: 0.0, after: 0.0, lowered: 0.5, twice: 0.0}
    bank.unretract([rules[1].id])
    assert bank.verdicts() == {before: 0.0, after: 0.0, lowered: 0.5}


def test_what_other_words_took_the_place_of_and_came_back_is_still_silent_by_the_retraction_alone(
    bank: Bank,
) -> None:
    said = memory_of(bank, talk(bank, "I own a boat", "Nice"))
    rule = bank.retract("I own a boat", NOW)
    bank.take_back(bank.replace(said, "We own a ship", NOW))
    assert bank.verdicts() == {said: 0.0}
    bank.unretract([rule.id])
    assert bank.verdicts() == {}


def test_a_day_that_lost_a_sentence_is_due_when_that_is_true_after_all(bank: Bank) -> None:
    talk(bank, "A terrier barked and I ran", "Oh")
    sum_up(bank, NOW, "Is afraid of dogs. Runs.")
    sum_up(bank, NOW, "Ran.", Kind.INSIGHT)
    grow(bank, "Somebody afraid of dogs.")
    talk(bank, "The cello is mine", "Nice", days(1))
    sum_up(bank, days(1), "Has a cello.")
    sum_up(bank, days(1), "Musical.", Kind.INSIGHT)
    grow(bank, "Somebody afraid of dogs, with a cello.")
    rule = bank.retract("I am afraid of dogs", days(2))
    assert due(bank) == [(), ()]
    assert bank.unretract([rule.id]) == 1
    assert due(bank) == [(Kind.SUMMARY,), ()]
    assert [(one.day, one.due) for one in bank.due_days()] == [(NOW.date(), (Kind.SUMMARY,))]


def test_what_the_person_wrote_of_a_day_stands_when_something_is_true_after_all(bank: Bank) -> None:
    talk(bank, "I am afraid of dogs", "Oh")
    bank.put_in_place_of(sum_up(bank, NOW, "Is afraid of dogs. Runs.").id, "A day with dogs.", NOW)
    rule = bank.retract("I am afraid of dogs", days(2))
    bank.unretract([rule.id])
    assert due(bank) == [(Kind.INSIGHT,)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("E said: “I love hiking” “I am afraid of dogs” “I felt low”", "E said: “I love hiking” “I felt low”"),
        ("“I love hiking.” “I am afraid of dogs.” “I felt low.”", "“I love hiking.” “I felt low.”"),
        ("“I love hiking. I am afraid of dogs” said E. So.", "“I love hiking. So."),
        ("It was 3.5 km. I am afraid of dogs.", "It was 3.5 km."),
        ("小林说：“我喜欢爬山”“我很怕狗”“我今天很累”", "小林说：“我喜欢爬山”“我今天很累”"),
    ],
)
def test_only_what_is_not_true_is_taken_out(text: str, left: str) -> None:
    untrue = [*telling(text, "I am afraid of dogs"), *telling(text, "我很怕狗")]
    assert without(text, untrue) == left


def test_what_changed_while_a_model_was_thinking_is_not_kept(bank: Bank) -> None:
    turn = talk(bank, "a secret", "yes")
    words = bank.material(NOW.date())
    bank.remove_turn(turn.id)
    assert bank.keep_day(Kind.SUMMARY, words, "A secret.", NOW, model="toy", prompt="1") is None
    first, _ = two_days(bank)
    sum_up(bank, days(1), "Plays the marimba.")
    growth = bank.growth(Part.HISTORY)
    bank.remove_turn(first.id)
    before = dump(bank)
    assert bank.keep_version(Part.HISTORY, "Walrus.", growth, NOW, model="toy", prompt="1") is None
    growth = bank.growth(Part.HISTORY)
    sum_up(bank, days(1), "Plays nothing.")
    assert bank.keep_version(Part.HISTORY, "Marimba.", growth, NOW, model="toy", prompt="1") is None
    assert dump(bank)["reflection"][:-1] == before["reflection"][:-1]


FILE = b"""{"Emily": {"history": {"2023-04-29": [["I have a cat", "Nice"]], "2023-04-30": [["It is ill", "Oh"]]},
"summary": {"2023-04-29": "A cat.", "2023-04-30": "An ill cat."}, "personality": {"2023-04-29": "Kind.",
"2023-04-30": "Worried."}, "overall_history": "Has a cat.", "overall_personality": "Kind and worried."}}"""


def test_what_is_imported_is_used_as_it_is_and_goes_with_its_turns(bank: Bank) -> None:
    bring_in(bank, read_bank(FILE)[0], NOW)
    assert due(bank) == [(), ()]
    assert bank.growth(Part.HISTORY).days == bank.growth(Part.PERSONALITY).days == ()
    assert bank.portrait() == Portrait("Has a cat.", "Kind and worried.")
    assert bank.portrait_history(Part.HISTORY)[0].author is Author.IMPORT
    assert len(bank.sources(bank.portrait_history(Part.HISTORY)[0].id).turns) == 2
    talk(bank, "It is well again", "Good")
    sum_up(bank, NOW, "A cat that is well.")
    assert [one.query for one in bank.growth(Part.HISTORY).days] == ["A cat that is well."]
    ill = next(turn for turn in bank.turns() if turn.query == "It is ill")
    bank.remove_turn(ill.id)
    assert bank.portrait() == Portrait()
    assert [one.query for one in bank.list_memories(kind=Kind.SUMMARY)] == ["A cat that is well.", "A cat."]


def test_paying_is_agreed_to_for_a_place(bank: Bank, open_bank: OpenBank) -> None:
    assert not bank.agreed_to_pay("api.openai.com")
    bank.agree_to_pay("api.openai.com")
    assert open_bank().agreed_to_pay("api.openai.com")
    assert not bank.agreed_to_pay("elsewhere")
    bank.agree_to_pay("api.openai.com", agreed=False)
    assert not open_bank().agreed_to_pay("api.openai.com")


def test_what_the_person_said_of_the_portrait_goes_out_and_in(bank: Bank, profiles: Profiles) -> None:
    two_days(bank)
    bank.correct(Part.HISTORY, "There is a walrus. I play the marimba.", days(2))
    bank.correct(Part.STRATEGY, "Be brief.", days(2))
    bank.retract("I own a boat", days(2))
    record = json.dumps({"Emily": write_out(bank)}).encode()
    other = profiles.open(profiles.create("Other", Language.EN, NOW))
    for _ in range(2):
        bring_in(other, read_bank(record)[0], NOW)
    assert other.portrait() == bank.portrait()
    assert len(other.own_words(Part.HISTORY)[0]) == len(other.own_words(Part.HISTORY)[1]) == 1
    assert [one.due for one in other.days()] == [(Kind.INSIGHT,), (Kind.INSIGHT,)]
    made = other.reflection_of(other.memories.all(Kind.SUMMARY)[0].id)
    assert made is not None
    assert (made.author, made.model) == (Author.IMPORT, "toy")
    other.close()
