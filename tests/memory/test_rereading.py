"""Everything that was said is found, by part of a word and in both languages, and read on from there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.looking import Order, Wanted
from siliconfriend.memory.records import Abandoned, MemoryState, TurnState
from siliconfriend.memory.store import transcript
from tests.memory.crowd import crowd
from tests.memory.toy import NOW

SAID = [
    ("My cat is called Miso.", "What a lovely name."),
    ("I walked along the Thames, 100% alone.", "How was it?"),
    ("我的猫叫小米，她三岁了。", "三岁的小猫最可爱。"),
    ("Nothing under_score here", "MISO again, and émigré ÉMIGRÉ"),
]


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    Bank.found(tmp_path, "Emily", Language.EN, NOW)
    bank = Bank(tmp_path)
    say(bank, SAID)
    return bank


def say(bank: Bank, said: list[tuple[str, str]]) -> None:
    conversation = bank.begin_conversation(NOW)
    for place, (query, response) in enumerate(said):
        now = NOW + timedelta(days=place)
        turn = bank.ask(conversation, query, now)
        bank.answer(turn.id, response, state=TurnState.FINISHED, now=now, model="toy")


def found(bank: Bank, text: str, limit: int = 10) -> list[str]:
    return [turn.query for turn in bank.find_said(text, limit=limit)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("miso", [3, 0]),
        ("MIS", [3, 0]),
        ("lovely cat", [0]),
        ("walking", [1]),
        ("walk", [1]),
        ("100%", [1]),
        ("%", [1]),
        ("under_", [3]),
        ("_", [3]),
        ("小米", [2]),
        ("猫", [2]),
        ("小猫", [2]),
        ("小米 三岁", [2]),
        ("米小", []),
        ("nobody said this", []),
        ("", []),
        ("\\", []),
        ("émigré", [3]),
        ("emigre", [3]),
        ("e\u0301migre\u0301", [3]),
        ("ＭＩＳＯ", [3, 0]),
        ("ｗａｌｋｉｎｇ", [1]),
        ("ｔｈａ", [1]),
        ("１００％", [1]),
        ('"walked along"', [1]),
        ("“Walked along” 100", [1]),
        ("「小米」", [2]),
        ('"along walked"', []),
        ('walking "along the"', [1]),
        ('strolling "along the"', []),
        ('"walked along', [1]),
        ('""', []),
        ("。", [2]),
        ("?!", []),
        ("miso AND again", [3]),
        ("MISO NOT again", [3]),
        ("mis*", []),
        ("NEAR(cat miso)", []),
        ('"', []),
        ('" OR "', []),
        ("query:miso", []),
        ("cat ^miso", [0]),
        ("(cat", [0]),
        ("cat + miso", []),
        pytest.param("x" * 10_000, [], id="a long word"),
        pytest.param("小" * 10_000, [], id="long Chinese"),
        pytest.param("%" * 10_000, [], id="many signs"),
        pytest.param("cat " * 3000, [0], id="many words"),
        ("\x00", []),
    ],
)
def test_words_are_found_where_they_were_said(bank: Bank, text: str, places: list[int]) -> None:
    assert found(bank, text) == [SAID[place][0] for place in places]


def forms(word: str) -> dict[str, str]:
    """How somebody may write a word that was said."""
    bare = "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in word)
    return {
        "as it is": word,
        "upper": word.upper(),
        "lower": word.lower(),
        "composed": unicodedata.normalize("NFC", word),
        "decomposed": unicodedata.normalize("NFD", word),
        "without accents": bare,
        "wide": wide,
    }


LETTERS = st.text(st.sampled_from("abcdeéèêñöüçABCÉÑÖ") | st.sampled_from("猫小米火锅的"), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """One memory for many examples."""
    folder = tmp_path_factory.mktemp("shared")
    Bank.found(folder, "Emily", Language.EN, NOW)
    bank = Bank(folder)
    say(bank, SAID[:1])
    yield bank
    bank.close()


@given(st.lists(LETTERS, min_size=1, max_size=4), st.data())
@settings(deadline=None)
def test_a_word_is_found_however_it_is_written(shared: Bank, words: list[str], data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words))
    way = data.draw(st.sampled_from(sorted(forms(word))))
    say(shared, [(" ".join(words), "yes")])
    said = shared.turns(limit=1)[0]
    assert said.id in {one.id for one in shared.find_said(forms(word)[way], limit=1000)}, (word, way)


ANYTHING = st.text(max_size=40) | st.text(st.sampled_from("\"“”「」*()^:+-ANDEROT'%_\\{}[]猫a \n\x00"), max_size=40)


@given(ANYTHING)
@settings(max_examples=150, deadline=None)
def test_nothing_that_is_looked_for_is_an_error(shared: Bank, text: str) -> None:
    assert len(shared.find_said(text, limit=5)) <= 5
    assert shared.listing(Wanted(text)).count >= 0
    shared.memories_like(text)
    shared.found_to_forget(text)


def test_a_search_that_nobody_waits_for_ends(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("crowd")
    Bank.found(folder, "Emily", Language.EN, NOW)
    bank = Bank(folder)
    crowd(bank, 3000)
    asked: list[bool] = []

    def abandoned() -> bool:
        asked.append(len(asked) > 1)
        return asked[-1]

    with pytest.raises(Abandoned):
        bank.find_said("nobody said this", limit=5, abandoned=abandoned)
    assert asked == [False, False, True]
    with pytest.raises(Abandoned):
        bank.listing(Wanted("river", order=Order.RECALLED), lambda: True)
    assert len(bank.find_said("heron", limit=5, abandoned=lambda: False)) == 3
    assert bank.listing(Wanted("heron")).count == 3
    bank.close()


def test_only_the_latest_are_given(bank: Bank) -> None:
    assert found(bank, "miso", 1) == [SAID[3][0]]
    assert found(bank, "miso", 0) == []


@pytest.mark.parametrize("at_once", [0, 1, 2, 5])
def test_it_makes_no_difference_how_many_are_read_at_once(
    bank: Bank, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(bank, [(f"Miso, day {number}", "") for number in range(6)])
    bank.begin_deleting([one.id for one in bank.list_memories() if "day 4" in one.query], NOW)
    asked = [(text, limit) for text in ("miso", "day", "MIS 3", "cat", "never") for limit in (1, 3, 100)]
    usual = [found(bank, text, limit) for text, limit in asked]
    assert usual[5] == ["Miso, day 5", *(f"Miso, day {number}" for number in (3, 2, 1, 0))]
    monkeypatch.setattr(transcript, "READ_AT_ONCE", at_once)
    assert [found(bank, text, limit) for text, limit in asked] == usual


def test_what_has_faded_is_found_and_what_is_deleted_is_not(bank: Bank) -> None:
    memory = next(one for one in bank.list_memories() if "Miso." in one.query)
    bank.set_state([memory.id], MemoryState.FADED, NOW)
    assert SAID[0][0] in found(bank, "miso")
    bank.delete_memories([memory.id])
    assert SAID[0][0] not in found(bank, "miso")


def test_reading_on_goes_through_everything_once(bank: Bank) -> None:
    every = [turn.query for turn in bank.everything_said()]
    assert every == [query for query, _ in SAID]
    first = bank.find_said("cat", limit=1)[0]
    assert [turn.query for turn in bank.turns_after(first.id, limit=2)] == every[1:3]
    assert bank.turns_after(bank.turns(limit=1)[0].id) == []


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_any_piece_of_what_was_said_finds_it(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = data.draw(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
    )
    begin = data.draw(st.integers(0, len(text) - 1))
    piece = text[begin : data.draw(st.integers(begin + 1, len(text)))]
    folder = tmp_path_factory.mktemp("bank")
    Bank.found(folder, "Emily", Language.EN, NOW)
    bank = Bank(folder)
    say(bank, [(text, "yes")])
    assert len(bank.find_said(piece, limit=5)) == bool(piece.split())
    bank.close()
