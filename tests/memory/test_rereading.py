"""Everything that was said is found, by part of a word and in both languages, and read on from there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import MemoryState, TurnState
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
    ],
)
def test_words_are_found_where_they_were_said(bank: Bank, text: str, places: list[int]) -> None:
    assert found(bank, text) == [SAID[place][0] for place in places]


def test_only_the_latest_are_given(bank: Bank) -> None:
    assert found(bank, "miso", 1) == [SAID[3][0]]
    assert found(bank, "miso", 0) == []


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
