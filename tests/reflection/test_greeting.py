"""A greeting on return: the person's own words, once, when there is something to ask after."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from siliconfriend.language import words
from siliconfriend.memory.bank import Bank
from siliconfriend.reflection.greeting import greeting
from siliconfriend.settings import ReflectionSettings
from tests.memory.toy import days, memory_of, talk
from tests.reflection.conftest import Person

SETTINGS = ReflectionSettings()


def greeted(bank: Bank, settings: ReflectionSettings, now: datetime) -> str:
    found = greeting(bank, settings, now)
    return found.said(words(bank.profile.language)) if found is not None else ""


def test_what_was_to_come_is_asked_after(emily: Person) -> None:
    talk(emily.bank, "I have a job interview at the observatory on Tuesday. I bought shoes.", "Good luck", days(4))
    text = greeted(emily.bank, SETTINGS, days(8))
    assert "“I have a job interview at the observatory on Tuesday.”" in text
    assert "Emily" in text
    assert "How did it go?" in text
    assert "Last Sunday you told me" in text


def test_what_is_still_to_come_is_not_asked_after(emily: Person) -> None:
    talk(emily.bank, "I have a job interview at the observatory on Tuesday.", "Good luck", days(4))
    assert "How did it go?" not in greeted(emily.bank, SETTINGS, days(5))


def test_what_has_come_is_asked_after_once_however_the_talk_goes_on(emily: Person) -> None:
    talk(emily.bank, "Tomorrow I fly to Lisbon with Marta.", "Enjoy it", days(4))
    first = days(6) + timedelta(hours=1)
    assert "“Tomorrow I fly to Lisbon with Marta.” How did it go?" in greeted(emily.bank, SETTINGS, first)
    emily.bank.greet(first)
    talk(emily.bank, "We ate sardines by the harbour.", "Lovely", days(6) + timedelta(hours=2))
    talk(emily.bank, "I see the dentist tomorrow.", "Good luck", days(6) + timedelta(hours=3))
    assert "How did it go?" not in greeted(emily.bank, SETTINGS, days(7))
    assert "“I see the dentist tomorrow.” How did it go?" in greeted(emily.bank, SETTINGS, days(8))
    emily.bank.greet(days(8))
    talk(emily.bank, "No holes at all.", "Lovely", days(8))
    assert "How did it go?" not in greeted(emily.bank, SETTINGS, days(9))


def test_in_chinese(xiaolin: Person) -> None:
    talk(xiaolin.bank, "我下周二要去天文台面试。", "加油", days(4))
    text = greeted(xiaolin.bank, SETTINGS, days(8))
    assert "“我下周二要去天文台面试。”后来怎么样了？" in text
    assert text.startswith("小林，")


def test_else_of_the_last_talk(emily: Person) -> None:
    talk(emily.bank, "Hello there. I adopted a one-eyed cat called Biscuit.", "Lovely", days(4))
    assert "Biscuit" in greeted(emily.bank, SETTINGS, days(6))


def test_once_and_only_after_some_time(emily: Person) -> None:
    assert greeted(emily.bank, SETTINGS, days(2) + timedelta(hours=7)) == ""
    now = days(2) + timedelta(hours=9)
    assert greeted(emily.bank, SETTINGS, now)
    emily.bank.greet(now)
    assert greeted(emily.bank, SETTINGS, days(9)) == ""
    talk(emily.bank, "I adopted a one-eyed cat", "Lovely", days(9))
    assert greeted(emily.bank, SETTINGS, days(10))


def test_not_when_told_not_to(emily: Person) -> None:
    off = ReflectionSettings(greeting=False)
    assert greeted(emily.bank, off, days(9)) == ""


@pytest.mark.parametrize("hours", [1e11, 1e300, float("inf")])
def test_hours_beyond_the_calendar_are_never_past(emily: Person, hours: float) -> None:
    assert greeted(emily.bank, ReflectionSettings(greeting_after_hours=hours), days(9)) == ""


@pytest.mark.parametrize("said", ["I want to kill myself, the pills are ready", "How are you?", "x " * 300, "Hi"])
def test_what_a_greeting_does_not_touch(emily: Person, said: str) -> None:
    for turn in emily.bank.turns():
        emily.bank.remove_turn(turn.id)
    assert greeted(emily.bank, SETTINGS, days(9)) == ""
    talk(emily.bank, said, "…", days(4))
    assert greeted(emily.bank, SETTINGS, days(9)) == ""


def test_what_is_retracted_or_deleted_is_not_said(emily: Person) -> None:
    turn = talk(emily.bank, "I adopted a one-eyed cat.", "Lovely", days(4))
    emily.bank.retract("I adopted a one-eyed cat", days(5))
    assert "cat" not in greeted(emily.bank, SETTINGS, days(9))
    emily.bank.remove_turn(turn.id)
    assert "herons" in greeted(emily.bank, SETTINGS, days(9))


@pytest.mark.parametrize("what", ["never_recall", "archive", "begin_deleting"])
def test_what_is_not_to_be_recalled_is_not_greeted_with(emily: Person, what: str) -> None:
    turn = talk(emily.bank, "I adopted a one-eyed cat called Biscuit.", "Lovely", days(4))
    assert "Biscuit" in greeted(emily.bank, SETTINGS, days(9))
    ids = [memory_of(emily.bank, turn)]
    if what == "never_recall":
        emily.bank.never_recall(ids)
    else:
        getattr(emily.bank, what)(ids, days(5))
    assert "Biscuit" not in greeted(emily.bank, SETTINGS, days(9))
    assert "herons" in greeted(emily.bank, SETTINGS, days(9))
