"""The transcript is in the order in which things were said, wherever and by whatever clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.exchange import bring_in
from siliconfriend.memory.exchange.person import Ours, PastTurn, Person
from tests.memory.toy import NOW, days, sql, steps, talk


def said(bank: Bank, **page: int) -> list[str]:
    return [turn.query for turn in bank.turns(**page)]


def person(history: dict[date, list[str]]) -> Person:
    turns = {day: [PastTurn(query, "yes") for query in queries] for day, queries in history.items()}
    return Person("Emily", turns, {}, {}, "", "", {}, Ours())


def test_flying_west_across_midnight_keeps_the_order(bank: Bank) -> None:
    tokyo, honolulu = timezone(timedelta(hours=9)), timezone(timedelta(hours=-10))
    talk(bank, "leaving", now=datetime(2024, 5, 2, 1, tzinfo=tokyo))
    talk(bank, "arrived", now=datetime(2024, 5, 1, 14, tzinfo=honolulu))
    talk(bank, "at the beach", now=datetime(2024, 5, 1, 15, tzinfo=honolulu))
    assert said(bank) == ["leaving", "arrived", "at the beach"]
    assert [(turn.day.day, turn.index) for turn in bank.turns()] == [(2, 0), (1, 0), (1, 1)]
    newest = bank.turns(limit=1)
    assert said(bank, before=newest[0].id, limit=1) == ["arrived"]


def test_what_is_said_with_the_clock_set_back_is_still_the_latest(bank: Bank) -> None:
    talk(bank, "in the future", now=days(1000))
    talk(bank, "clock put right", now=NOW)
    talk(bank, "later", now=days(1))
    assert said(bank) == ["in the future", "clock put right", "later"]
    assert [turn.said for turn in bank.turns()] == [days(1000), NOW, days(1)]
    assert bank.fade(NOW).count == 0


def test_imported_turns_stand_where_their_day_begins(bank: Bank) -> None:
    talk(bank, "the evening before", now=days(-1))
    talk(bank, "today", now=NOW)
    past = {
        NOW.date(): ["a", "b"],
        date(2020, 1, 1): ["old"],
        date(2020, 1, 2): ["old too"],
        date(1, 1, 1): ["ancient"],
    }
    bring_in(bank, person(past), days(2))
    assert said(bank) == ["ancient", "old", "old too", "the evening before", "a", "b", "today"]


def test_pages_are_read_off_an_index(bank: Bank) -> None:
    talk(bank, "hello")
    for before in (None, 1):
        where = "" if before is None else "WHERE (turn.at, turn.id) < (SELECT at, id FROM turn WHERE id = 1)"
        plan = sql(
            bank, f"EXPLAIN QUERY PLAN SELECT * FROM turn {where} ORDER BY turn.at DESC, turn.id DESC LIMIT 20"
        )
        assert "turn_by_moment" in plan[0][3]
        assert not any("TEMP B-TREE" in row[3] for row in plan)


def test_the_last_turns_take_the_same_however_much_is_remembered(bank: Bank) -> None:
    def say(count: int) -> None:
        with bank.writing():
            for number in range(count):
                talk(bank, f"thing {number}")

    say(10)
    of_few = steps(bank, lambda: bank.turns(limit=8))
    say(400)
    assert steps(bank, lambda: bank.turns(limit=8)) <= of_few + 200
