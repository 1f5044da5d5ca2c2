"""From a question to ranked memories, and why."""

from __future__ import annotations

from datetime import date

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.modes import Mode
from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.ranking import relevant
from siliconfriend.memory.records import EmbedderError, Kind, MemoryState
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, days, dump, found, memory_of, talk


def fill(bank: Bank) -> None:
    talk(bank, "My puppy Rex sleeps all day", "How sweet")
    talk(bank, "I saw the physician about my knee", "What did she say?")
    talk(bank, "We sailed on the sea", "Lovely")
    talk(bank, "我养了一只猫", "叫什么名字？")


def test_both_ways_of_finding_add_up(dense_bank: Bank) -> None:
    fill(dense_bank)
    (both,) = dense_bank.recall("puppy Rex", k=1, now=NOW)
    assert both.memory.query.startswith("My puppy")
    assert both.why["dense"] > 0
    assert both.why["lexical"] > 0
    assert both.why["share"] == 1.0
    assert found(dense_bank, "ocean", k=1) == ["We sailed on the sea"]
    assert found(dense_bank, "我的猫叫什么", k=1) == ["我养了一只猫"]


def test_a_question_without_words_for_the_embedder_goes_by_words_alone(dense_bank: Bank) -> None:
    fill(dense_bank)
    (one, *rest) = dense_bank.recall("猫", k=5, now=NOW)
    assert (one.memory.query, one.why["dense"]) == ("我养了一只猫", 0.0)
    assert all(other.why["lexical"] == 0 for other in rest)


def test_why_names_the_parts_of_the_score(dense_bank: Bank) -> None:
    fill(dense_bank)
    for one in dense_bank.recall("dog physician sea", k=10, now=days(10)):
        assert set(one.why) >= {"dense", "lexical", "share", "retention"}
        assert -1 <= one.why["dense"] <= 1
        assert one.why["lexical"] >= 0
        assert 0 <= one.why["share"] <= 1
        assert one.why["retention"] == pytest.approx(0.7165, abs=1e-4)
        assert one.score >= 0


def test_best_first_and_no_more_than_asked_for(dense_bank: Bank) -> None:
    fill(dense_bank)
    everything = dense_bank.recall("dog physician sea", k=100, now=NOW)
    assert len(everything) == 4
    rounded = [round(one.score, 2) for one in everything]
    assert rounded == sorted(rounded, reverse=True)
    for k in (1, 2, 3):
        assert dense_bank.recall("dog physician sea", k=k, now=NOW) == everything[:k]


@pytest.mark.parametrize(("question", "k"), [("dog", 0), ("dog", -1), ("", 5), (" \n\t", 5)])
def test_nothing_asked_nothing_found(dense_bank: Bank, question: str, k: int) -> None:
    fill(dense_bank)
    assert dense_bank.recall(question, k=k, now=NOW) == []


def test_an_empty_memory_recalls_nothing(dense_bank: Bank) -> None:
    assert dense_bank.recall("anything", k=5, now=NOW) == []


def test_turns_that_are_known_anyway_make_room_for_others(dense_bank: Bank) -> None:
    same = [talk(dense_bank, f"my dog is here {number}") for number in range(120)]
    skip = {turn.id for turn in same[20:]}
    recalled = dense_bank.recall("my dog is here", k=20, now=NOW, without_turns=skip)
    assert {one.memory.turn for one in recalled} == {turn.id for turn in same[:20]}


def test_of_equals_the_newer_comes_first(bank: Bank) -> None:
    words = ("barks", "sleeps", "eats")
    said = [talk(bank, f"my dog {word}", now=days(day)).id for day, word in enumerate(words, start=-2)]
    assert [one.memory.turn for one in bank.recall("dog", k=3, now=NOW)] == said[::-1]


def test_time_lowers_a_rank_within_bounds(open_bank: OpenBank) -> None:
    bank = open_bank(curve=Curve(tau_days=30))
    talk(bank, "my dog barks", now=days(0))
    talk(bank, "my dog sleeps", now=days(60))
    (new, old) = bank.recall("dog", k=2, now=days(60))
    assert (new.memory.day, old.memory.day) == (days(60).date(), days(0).date())
    assert old.score == pytest.approx(new.score * (0.7 + 0.3 * old.why["retention"]), abs=1e-3)
    (_, ancient) = bank.recall("dog", k=2, now=days(36500))
    assert ancient.score == pytest.approx(new.score * 0.7, abs=1e-3)


def test_a_telling_old_memory_beats_a_fresh_vague_one(bank: Bank) -> None:
    talk(bank, "the lighthouse keeper played the accordion", now=days(0))
    for number in range(10):
        talk(bank, f"the keeper number {number}", now=days(400))
    assert found(bank, "accordion lighthouse keeper", days(400), k=1) == [
        "the lighthouse keeper played the accordion"
    ]


def test_with_forgetting_off_time_does_not_count(open_bank: OpenBank) -> None:
    bank = open_bank(curve=Curve(enabled=False))
    talk(bank, "my dog", now=days(0))
    (fresh,), (ancient,) = (bank.recall("dog", k=1, now=days(count)) for count in (0, 5000))
    assert fresh.score == ancient.score


def test_faded_memories_are_not_recalled(dense_bank: Bank) -> None:
    fill(dense_bank)
    (one,) = dense_bank.recall("puppy", k=1, now=NOW)
    dense_bank.set_state([one.memory.id], MemoryState.FADED, NOW)
    assert "My puppy Rex sleeps all day" not in found(dense_bank, "puppy Rex")
    dense_bank.set_state([one.memory.id], MemoryState.PINNED, NOW)
    assert found(dense_bank, "puppy Rex", k=1) == ["My puppy Rex sleeps all day"]


def test_other_kinds_are_recalled_beside_turns(bank: Bank) -> None:
    talk(bank, "my dog ate the cake")
    bank.form(NewMemory(Kind.SUMMARY, date(2024, 4, 30), "A day about the dog"), NOW)
    bank.form(NewMemory(Kind.INSIGHT, date(2024, 4, 30), "Loves the dog"), NOW)
    assert {one.memory.kind for one in bank.recall("dog", k=5, now=NOW)} == {Kind.TURN, Kind.SUMMARY, Kind.INSIGHT}


@pytest.mark.parametrize("embedder", [None, ToyEmbedder()])
def test_recalling_changes_nothing(open_bank: OpenBank, embedder: ToyEmbedder | None) -> None:
    bank = open_bank(embedder)
    fill(bank)
    before = dump(bank)
    assert len(before["turn"]) == 4
    for _ in range(3):
        assert bank.recall("puppy physician 猫", k=5, now=days(20))
    assert dump(bank) == before


def test_an_embedder_that_fails_leaves_the_words(open_bank: OpenBank) -> None:
    embedder = ToyEmbedder()
    bank = open_bank(embedder)
    fill(bank)
    bank.embed_missing()

    def fail(_: object) -> None:
        raise EmbedderError("embedder_unreachable", host="x")

    embedder.before = fail
    (one,) = bank.recall("my puppy", k=1, now=NOW)
    assert one.memory.query.startswith("My puppy")
    assert memory_of(bank, bank.turns()[0]) == one.memory.id


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("My dog is called Biscuit", "What is my dog called?"),
        ("今天我领养了一只猫，叫小米", "我的猫叫什么名字？"),
        ("Granny gave me a lantern", "What old keepsake came from my aunt after the wedding speech, a lantern?"),
    ],
)
def test_an_answer_is_relevant(bank: Bank, said: str, asked: str) -> None:
    talk(bank, said, "")
    assert [relevant(one) for one in bank.recall(asked, k=5, now=NOW)] == [True]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Hello, how are you today?", "Hello, how are you today?"),
        ("你好，今天怎么样", "你好呀，今天好"),
        ("What is my dog called?", "What is my dog called?"),
        ("我的猫叫什么名字？", "我的猫叫什么名字？"),
    ],
)
def test_small_talk_and_unanswered_questions_are_not_relevant(bank: Bank, said: str, asked: str) -> None:
    talk(bank, said, "")
    assert [relevant(one) for one in bank.recall(asked, k=5, now=NOW)] == [False]


def test_an_answered_question_is_relevant_and_ranks_higher(bank: Bank) -> None:
    talk(bank, "What is my dog called?", "")
    talk(bank, "What is my dog called?", "Your dog is called Biscuit.")
    best, other = bank.recall("What is my dog called?", k=2, now=NOW)
    assert (best.memory.response, relevant(best)) == ("Your dog is called Biscuit.", True)
    assert other.why["informs"] < 1


def test_a_repeated_text_comes_once(bank: Bank) -> None:
    said = [talk(bank, "my dog is brown", now=days(count)).id for count in (0, 1)]
    other = talk(bank, "my dog is called Rex", now=days(2)).id
    assert {one.memory.turn for one in bank.recall("my dog", k=5, now=days(3))} == {said[1], other}


def test_what_the_turn_before_named_leads_to_the_turn_after(bank: Bank) -> None:
    talk(bank, "we talked about the weather", "It was sunny.")
    talk(bank, "I booked the hotel in Lisbon", "How nice!")
    answer = talk(bank, "it cost ninety a night", "That is fair.")
    talk(bank, "anyway the garden needs water", "Then go.")
    best = [one.memory.turn for one in bank.recall("the Lisbon hotel", k=2, now=NOW)]
    assert best[1] == answer.id


@pytest.mark.parametrize("mode", [Mode.WORDS, Mode.MEANING])
def test_the_plain_searches_use_one_kind_of_evidence(dense_bank: Bank, mode: Mode) -> None:
    fill(dense_bank)
    (best, *_) = dense_bank.recall("physician", k=3, now=NOW, mode=mode)
    assert best.memory.query == "I saw the physician about my knee"
    assert list(best.why) == [mode.value]
