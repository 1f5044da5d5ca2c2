"""Weekdays that a dialogue names together with a day that can be told: 今天星期三, "Friday, May 5th"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from siliconfriend.memory.times.numerals import HAN_NUMBER, han_number

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHINESE_WEEKDAYS = "一二三四五六日"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ENGLISH_DAYS = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
}
CHINESE_DAYS = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨儿": -1,
    "昨晚": -1,
    "今天": 0,
    "今儿": 0,
    "今晚": 0,
    "今早": 0,
    "明天": 1,
    "明儿": 1,
    "后天": 2,
}

_RELATIVE = rf"(?P<relative>{'|'.join(ENGLISH_DAYS)})"
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_CHINESE_RELATIVE = rf"(?P<relative>{'|'.join(CHINESE_DAYS)})"
_CHINESE_WEEKDAY = r"(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
_CHINESE_DATE = rf"(?:(?P<month>{HAN_NUMBER})月)?(?P<day>{HAN_NUMBER})[日号]"

_CLAIMS = tuple(
    re.compile(claim, re.IGNORECASE)
    for claim in (
        rf"\b{_RELATIVE}(?:'s| is| was|,)? (?:a |only |already |finally )?{_WEEKDAY}\b",
        rf"\b{_WEEKDAY},? (?:the )?{_DAY}(?: (?:of )?{_MONTH}\b)?",
        rf"\b{_WEEKDAY},? {_MONTH} (?:the )?{_DAY}",
        rf"\b{_MONTH} {_DAY},? (?:a |is a |was a |\()?{_WEEKDAY}\b",
        rf"{_CHINESE_RELATIVE}(?:就|又|才|都|已经)?[是，]?{_CHINESE_WEEKDAY}",
        rf"{_CHINESE_DATE}(?:那天)?(?:就|正好|刚好)?(?:是个?|[，、（(])?{_CHINESE_WEEKDAY}",
        rf"{_CHINESE_WEEKDAY}[，、（(]?{_CHINESE_DATE}",
    )
)


@dataclass(frozen=True, slots=True)
class WeekdayClaim:
    """Words that say which weekday `day` is, and whether it is."""

    words: str
    day: date
    true: bool


def weekday_claims(text: str, said: date) -> Iterator[WeekdayClaim]:
    """What `text`, said on `said`, claims of weekdays.

    A date is the nearest one to `said` that is so called; without a month, the claim is true if it is so in any of
    the three months around.
    """
    for claim in _CLAIMS:
        for match in claim.finditer(text):
            weekday, days = _number(match["weekday"]), _days(match, said)
            if days:
                meant = min(days, key=lambda day: abs(day - said))
                fitting = [day for day in days if day.weekday() == weekday]
                yield WeekdayClaim(match[0], fitting[0] if fitting else meant, bool(fitting))


def _number(weekday: str) -> int:
    if weekday.lower() in WEEKDAYS:
        return WEEKDAYS.index(weekday.lower())
    return CHINESE_WEEKDAYS.index("日" if weekday == "天" else weekday)


def _days(match: re.Match[str], said: date) -> list[date]:
    parts = match.groupdict()
    if parts.get("relative"):
        relative = match["relative"].lower()
        return [said + timedelta(days={**ENGLISH_DAYS, **CHINESE_DAYS}[relative])]
    found = []
    for year, month in _months(parts.get("month"), said):
        try:
            found.append(date(year, month, han_number(match["day"])))
        except ValueError:
            continue
    return found if parts.get("month") is None else found and [min(found, key=lambda day: abs(day - said))]


def _months(named: str | None, said: date) -> Sequence[tuple[int, int]]:
    """Years and months that a month of that name or number may mean; without one, those around `said`."""
    if named is None:
        around = (said.replace(day=1) + timedelta(days=days) for days in (-1, 0, 31))
        return [(day.year, day.month) for day in around]
    short = named.lower()[:3]
    month = MONTHS.index(short) + 1 if short in MONTHS else han_number(named)
    return [(said.year + more, month) for more in (-1, 0, 1)]
