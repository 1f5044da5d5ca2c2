"""English words for times: days of the calendar and holidays."""

from __future__ import annotations

import re

from siliconfriend.memory.times import holidays
from siliconfriend.memory.times.english import WEEKDAY, WEEKDAYS
from siliconfriend.memory.times.english_months import MONTH, MONTHS, YEAR
from siliconfriend.memory.times.intervals import (
    Interval,
    a_day,
    a_month,
    latest_day,
    latest_day_of_month,
    month_of,
    span,
)
from siliconfriend.memory.times.numerals import ORDINAL, english_ordinal
from siliconfriend.memory.times.table import Moment, Table
from siliconfriend.memory.times.tense import Tense

DATES = Table(r"\b")

_WORDS = "|".join(sorted(ORDINAL, key=len, reverse=True))
_DAY = rf"(?P<day>(?:0?[1-9]|[12]\d|3[01])(?P<sign>st|nd|rd|th)?|{_WORDS})(?![\w:%]|[.,/]\d)"
_ON = rf"(?P<on>(?:(?:on )?(?:{WEEKDAY}|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?,? )|on )?"
_WEEKDAY_AFTER = rf"(?:,? \(?{WEEKDAY}\b\)?)?"
_COUNTED = (
    r"(?! (?:people|of|times?|miles?|k|kilomet|km|hours?|minutes?|days?|weeks?|more|or|men|women|kids"
    r"|friends|am|pm|street|road|avenue|lane)\b)"
)


@DATES.rule(
    rf"{_ON}(?:the )?(?P<month>{MONTH}) (?:the )?{_DAY}(?:(?: ?[-–—] ?| to | through | until )(?P<until>"
    rf"(?:0?[1-9]|[12]\d|3[01])(?!\d))"
    rf"(?:st|nd|rd|th)?\b(?! (?:{MONTH}|am|pm)|[:/]))?{_COUNTED}{YEAR}{_WEEKDAY_AFTER}",
    rf"{_ON}(?:the )?(?:(?P<since>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?: ?[-–—] ?| to ))?{_DAY}"
    rf"(?: of)? (?P<month>{MONTH})"
    rf"(?! (?:street|road|avenue|lane|st|rd|ave)\b){YEAR}{_WEEKDAY_AFTER}",
    rf"(?P<on>between )(?:the )?(?P<since>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)? and (?:the )?{_DAY}"
    rf"(?: of)? (?P<month>{MONTH}){YEAR}",
)
def _date(match: re.Match[str], moment: Moment) -> Interval | None:
    groups, name = match.groupdict(), match["month"].rstrip(".")
    month, day = MONTHS[name], english_ordinal(match["day"])
    sure = match["sign"] or match["on"] or match["year"] or not match["day"].isdecimal() or " of " in match[0]
    if not sure and name in {"may", "march", "mar"} and moment.text[match.start("month")].islower():
        return None
    other = groups.get("until") or groups.get("since")
    if match["year"]:
        found = a_day(a_month(int(match["year"]), month).first.replace(day=day))
    elif moment.tense is Tense.HABIT:
        return None
    else:
        found = a_day(latest_day(month, day, moment.today, ahead=moment.ahead))
    return span(found.first, found.first.replace(day=english_ordinal(other))) if other else found


@DATES.rule(
    rf"(?:on )?the {_DAY} (?:day )?of (?P<which>last|this|next|the same) month\b",
    rf"(?:on )?(?P<weekday>{WEEKDAY}),? (?:the )?{_DAY}(?! (?:floor|time|day))(?P<named>)",
    r"on the (?P<day>(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th))\b"
    r"(?=\s*(?:$|[.,;:!?)\"'\n-])|\s+(?:i|we|you|he|she|they|it|my|our|what|which|who|where|when|how|did"
    r"|do|was|were|"
    r"and|but|at|in|to|that|because|for|with|there|about)\b)(?P<bare>)",
)
def _day_of_month(match: re.Match[str], moment: Moment) -> Interval | None:
    groups, day = match.groupdict(), english_ordinal(match["day"])
    if groups.get("which"):
        shift = {"last": -1, "next": 1}.get(match["which"], 0)
        return a_day(month_of(moment.today, shift).first.replace(day=day))
    if "named" not in groups:
        return a_day(latest_day_of_month(day, moment.today, ahead=moment.ahead))
    months = range(13) if moment.ahead else range(0, -13, -1)
    found = (month_of(moment.today, count) for count in months)
    weekday = WEEKDAYS[match["weekday"]]
    for month in found:
        if day <= month.last.day:
            there = month.first.replace(day=day)
            if there.weekday() == weekday and (moment.ahead or there <= moment.today):
                return a_day(there)
    return None


_HOLIDAY = "|".join(re.escape(name) for name in sorted(holidays.ENGLISH, key=len, reverse=True))


@DATES.rule(
    rf"(?P<lead>on|at|over|for|during|around|since|last|this(?: past)?|next) (?:the )?"
    rf"(?P<holiday>{_HOLIDAY})(?!\w)(?: (?:day|night|morning|evening)\b)?{YEAR}",
    rf"(?P<lead>)(?P<holiday>{_HOLIDAY})(?: (?:of|in))? (?P<year>(?:19|20)\d\d)\b",
)
def _holiday(match: re.Match[str], moment: Moment) -> Interval | None:
    holiday, lead, today = holidays.ENGLISH[match["holiday"]], match["lead"], moment.today
    if match["year"]:
        return holiday(int(match["year"]))
    latest = holidays.latest_holiday(holiday, today)
    if lead in {"last", "this past"}:
        return latest if latest.last < today else holiday(latest.first.year - 1)
    if lead == "next":
        return holiday(latest.first.year + 1)
    if lead == "this":
        return holiday(today.year)
    if moment.tense is Tense.HABIT:
        return None
    return holidays.latest_holiday(holiday, today, ahead=moment.ahead)
