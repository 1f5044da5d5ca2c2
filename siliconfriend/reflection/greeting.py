"""A greeting on return, from memory alone: the person's own words, asked after once. No model, nothing invented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from siliconfriend.asking import only_asks
from siliconfriend.danger import speaks_of_danger
from siliconfriend.language import Language
from siliconfriend.memory.lexical import telling_terms
from siliconfriend.memory.records import Turn
from siliconfriend.memory.sentences import sentences, telling
from siliconfriend.memory.times import times_named

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.memory.bank import Bank
    from siliconfriend.settings import ReflectionSettings

LOOKED_AT = 60
"""Turns back that something still to come may have been told in."""
LATEST = 6
FEWEST_TERMS = 2
LONGEST = {Language.EN: 160, Language.CN: 60}
LONG_PAST = timedelta(days=14)
AN_HOUR = timedelta(hours=1)
A_WEEK = timedelta(days=7)

_BARE_WEEKDAY = re.compile(
    r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:周|星期|礼拜)[一二三四五六日天]", re.IGNORECASE
)
_PRESENT = re.compile(r"\b(?:have|'ve got|has|is|are|'s|'re|am|i'm|starts?|begins?)\b|有|是", re.IGNORECASE)
_PAST = re.compile(r"\b(?:had|was|were|did|went|saw|met|got|last|been|\w{2,}ed)\b|了|过|上周|昨", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Greeting:
    """`text`, which was said in `turn`, is what `name` is asked after, at the moment `now`: `key` says how."""

    key: str
    name: str
    turn: Turn
    text: str
    now: datetime

    def said(self, say: Words) -> str:
        """In the language of `say`; the words that are quoted stay as they were."""
        when = _when(say, self.turn.day, self.now.date())
        return say(f"reflection.greeting.{self.key}", name=self.name, when=when, text=self.text)


def greeting(bank: Bank, settings: ReflectionSettings, now: datetime) -> Greeting | None:
    """What to say to the person who is back; None when there is nothing to say, or it was said already.

    Something that was still to come when it was told, and is past now, is asked after first, unless it was past
    at the last greeting already; else the most telling sentence of the last talk.
    """
    turns = bank.turns(limit=LOOKED_AT)
    last = next((turn.said for turn in reversed(turns) if turn.said is not None), None)
    if not settings.greeting or last is None or bank.greeted_since(last):
        return None
    if (now - last) / AN_HOUR < settings.greeting_after_hours:
        return None
    language, name = bank.profile.language, bank.profile.name
    denied = [one.text for one in bank.retracted()]
    unspoken = bank.dialogue.unspoken(turn.id for turn in turns)
    told = [
        (turn, one)
        for turn in turns
        if turn.id not in unspoken
        for one in sentences(" ".join(turn.query.split()))
        if _may_be_quoted(one, language) and not any(telling(one, fact) for fact in denied)
    ]
    for turn, one in reversed(told):
        come = _has_come(one, turn, now)
        if come is not None and not bank.greeted_since(_day_after(come, now)):
            return Greeting("follow_up", name, turn, one, now)
    latest = [one for one in told if one[0].day == told[-1][0].day][-LATEST:] if told else []
    if not latest:
        return None
    weights = bank.telling_weights({term for _, one in latest for term in telling_terms(one)})
    turn, best = max(latest, key=lambda one: sum(weights[term] for term in set(telling_terms(one[1]))))
    return Greeting("last_time", name, turn, best, now)


def _may_be_quoted(sentence: str, language: Language) -> bool:
    """Long enough to tell something, short enough to repeat, and nothing that a greeting should not touch."""
    return (
        len(sentence) <= LONGEST[language]
        and len(telling_terms(sentence)) >= FEWEST_TERMS
        and not only_asks(sentence)
        and not speaks_of_danger(sentence)
    )


def _has_come(sentence: str, turn: Turn, now: datetime) -> date | None:
    """The last day of a time that the sentence looked ahead to, and that is past now, but not long past."""
    for one in times_named(sentence, turn.day):
        ahead = one.future
        last = one.last
        if not ahead and _BARE_WEEKDAY.fullmatch(sentence[one.start : one.end]) and _speaks_of_now(sentence):
            ahead, last = True, last + A_WEEK
        if ahead and last < now.date() and now.date() - last <= LONG_PAST:
            return last
    return None


def _day_after(day: date, now: datetime) -> datetime:
    """When the day was past, where `now` is."""
    return datetime.combine(day + timedelta(days=1), time(), now.tzinfo)


def _speaks_of_now(sentence: str) -> bool:
    """Whether a bare weekday in it can only be the next one: "I have an interview on Tuesday"."""
    return bool(_PRESENT.search(sentence)) and not _PAST.search(sentence)


def _when(say: Words, day: date, today: date) -> str:
    if day == today:
        return say("reflection.greeting.today")
    if day == today - timedelta(days=1):
        return say("reflection.greeting.yesterday")
    if today - day < A_WEEK:
        return say("reflection.greeting.weekday", weekday=say.all("prompt.weekdays")[day.weekday()])
    key = "date" if day.year == today.year else "date_of_year"
    month = say.all("prompt.months")[day.month - 1]
    return say(f"reflection.greeting.{key}", day=day.day, month=month, year=day.year)
