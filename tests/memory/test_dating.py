"""A question that names a time is answered from that time."""

from __future__ import annotations

import pytest

from siliconfriend.memory.bank import Bank
from tests.memory.toy import NOW, days, found, talk

# NOW is Wednesday, 1 May 2024.


def fill(bank: Bank) -> None:
    talk(bank, "I fed the ducks with my nephew", "Lovely", now=days(-40))
    talk(bank, "We cooked noodles together", "Tasty", now=days(-2))
    talk(bank, "昨天我去了植物园", "看到什么了？", now=days(-1))
    talk(bank, "I am reading a long novel", "Which one?", now=days(0))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What did we talk about on April 29th?", "We cooked noodles together"),
        ("4月29号我们聊了什么？", "We cooked noodles together"),
        ("What did I do two days ago?", "We cooked noodles together"),
        ("What was our first conversation about?", "I fed the ducks with my nephew"),
        ("我们第一次聊天说了什么？", "I fed the ducks with my nephew"),
        ("What did I tell you in March?", "I fed the ducks with my nephew"),
    ],
)
def test_the_day_that_is_named_comes_first(bank: Bank, question: str, first: str) -> None:
    fill(bank)
    assert found(bank, question, k=1) == [first]


def test_what_a_turn_tells_of_another_day_belongs_to_that_day(bank: Bank) -> None:
    fill(bank)
    both = found(bank, "What happened on 29 April?", k=2)
    assert set(both) == {"We cooked noodles together", "昨天我去了植物园"}


def test_absent_and_future_times_change_nothing(bank: Bank) -> None:
    fill(bank)
    for question in ("noodles", "noodles tomorrow", "noodles one day"):
        (best, *_) = bank.recall(question, k=1, now=NOW)
        assert (best.memory.query, best.why["time"]) == ("We cooked noodles together", 0.0)


def test_a_time_without_memories_leaves_the_words(bank: Bank) -> None:
    fill(bank)
    assert found(bank, "Did I mention noodles on 5 January 2020?", k=1) == ["We cooked noodles together"]


def test_the_time_is_seen_from_the_moment_of_asking(bank: Bank) -> None:
    fill(bank)
    assert found(bank, "What did I do yesterday?", days(-1), k=1) == ["We cooked noodles together"]
