"""English words for times: months, years and parts of them."""

from __future__ import annotations

import re

from siliconfriend.memory.times.english import WEEKDAY, WEEKDAYS
from siliconfriend.memory.times.intervals import (
    Interval,
    Kind,
    Part,
    a_day,
    a_month,
    a_year,
    days_from,
    latest_month,
    latest_weekday,
    month_of,
    months_from,
    part_of,
    span,
)
from siliconfriend.memory.times.table import Moment, Table
from siliconfriend.memory.times.tense import Tense

MONTHS_AND_YEARS = Table(r"\b")

_NAMES = "january february march april may june july august september october november december".split()  # noqa: SIM905 - readable
MONTHS = {
    **{name: value for value, name in enumerate(_NAMES, 1)},
    **{name[:3]: value for value, name in enumerate(_NAMES, 1)},
    "sept": 9,
}
MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
YEAR = r"(?:,? (?:in |of )?(?P<year>(?:1[5-9]|20)\d\d)\b(?![-/.]\d))?"
_PARTS: dict[str, Part] = {
    "early": "start",
    "beginning": "start",
    "start": "start",
    "mid": "middle",
    "middle": "middle",
    "late": "end",
    "end": "end",
}
_PART = r"(?:the )?(?:very )?(?P<part>early|mid|late|beginning of|start of|middle of|end of)[ -](?:the )?"


@MONTHS_AND_YEARS.rule(
    rf"(?:in |during )?the (?P<nth>first|second|third|fourth|last) (?P<what>week|weekend|{WEEKDAY}) (?:of"
    rf"|in) (?:(?P<which>last|this) )?(?P<month>{MONTH}|month){YEAR}"
)
def _within_month(match: re.Match[str], moment: Moment) -> Interval:
    name, which = match["month"].rstrip("."), match["which"]
    if name == "month":
        month = month_of(moment.today, -1 if which == "last" else 0)
    elif match["year"]:
        month = a_month(int(match["year"]), MONTHS[name])
    else:
        month = _which_month(which, MONTHS[name], moment) if which else latest_month(MONTHS[name], moment.today)
    nth = ("first", "second", "third", "fourth", "last").index(match["nth"])
    if match["what"] == "week":
        first = days_from(month.last, -6) if nth == 4 else days_from(month.first, 7 * nth)
        return Interval(first, days_from(first, 6), Kind.WEEK)
    weekday = WEEKDAYS.get(match["what"], 5)
    if nth == 4:
        found = latest_weekday(weekday, days_from(month.last, 1))
    else:
        found = days_from(latest_weekday(weekday, days_from(month.first, -1), ahead=True), 7 * nth)
    return span(found, days_from(found, 1)) if match["what"] == "weekend" else a_day(found)


@MONTHS_AND_YEARS.rule(
    rf"(?:(?:at|by|towards?|around|in|during|since) )?{_PART}(?:(?P<which>last|this|next) )?"
    rf"(?P<month>{MONTH}|month|year){YEAR}",
    rf"(?:(?:at|by|towards?|around|in|during|since) )?{_PART}(?P<alone>(?:19|20)\d\d)\b(?![-/.]\d)",
    r"(?:(?:at|towards?|around|in) )?(?:the )?(?P<part>early|late) (?P<which>last|this|next) "
    r"(?P<month>month|year)\b",
)
def _part(match: re.Match[str], moment: Moment) -> Interval:
    groups = match.groupdict()
    part = _PARTS[match["part"].split()[0]]
    if groups.get("alone"):
        return part_of(a_year(int(match["alone"])), part)
    name, which = match["month"].rstrip("."), (groups.get("which") or "")
    shift = {"last": -1, "next": 1}.get(which, 0)
    if name in {"month", "year"}:
        step = 1 if name == "month" else 12
        found = _part_of_unit(name, shift * step, part, moment)
        if not which and found.first > moment.today and not moment.ahead:
            found = _part_of_unit(name, -step, part, moment)
        return found
    if groups.get("year"):
        return part_of(a_month(int(match["year"]), MONTHS[name]), part)
    if which:
        return part_of(_which_month(which, MONTHS[name], moment), part)
    found = part_of(latest_month(MONTHS[name], moment.today, ahead=moment.ahead), part)
    if found.first > moment.today and not moment.ahead:
        found = part_of(a_month(found.first.year - 1, found.first.month), part)
    return found


def _part_of_unit(unit: str, months: int, part: Part, moment: Moment) -> Interval:
    there = months_from(moment.today.replace(day=1), months)
    return part_of(a_year(there.year) if unit == "year" else a_month(there.year, there.month), part)


def _which_month(which: str, month: int, moment: Moment) -> Interval:
    latest = latest_month(month, moment.today)
    if which == "last":
        return latest if latest.last < moment.today else a_month(latest.first.year - 1, month)
    if which == "next":
        return a_month(latest.first.year + 1, month)
    return a_month(moment.today.year, month)


@MONTHS_AND_YEARS.rule(
    rf"(?:from|between) (?P<month>{MONTH}) (?:and|to|until|till|through) (?P<until>{MONTH})(?! \d{{1,2}}\b){YEAR}"
)
def _months(match: re.Match[str], moment: Moment) -> Interval:
    until = MONTHS[match["until"].rstrip(".")]
    last = a_month(int(match["year"]), until) if match["year"] else latest_month(until, moment.today)
    return span(latest_month(MONTHS[match["month"].rstrip(".")], last.first).first, last.last)


@MONTHS_AND_YEARS.rule(
    rf"(?:(?:back )?(?:in|during|since|throughout|of|from) )?(?P<month>{MONTH}),? (?:of )?(?P<year>(?:19"
    rf"|20)\d\d)\b(?![-/.]\d)",
    rf"(?P<which>last|next|this(?: past)?) (?P<month>{MONTH})(?! \d)",
    rf"(?:(?:back )?in|during|since|throughout|around|(?:the )?month of) (?P<month>{MONTH})(?! \d)(?P<bare>)",
)
def _month(match: re.Match[str], moment: Moment) -> Interval | None:
    groups, month = match.groupdict(), MONTHS[match["month"].rstrip(".")]
    if groups.get("year"):
        return a_month(int(match["year"]), month)
    if groups.get("which"):
        return _which_month(match["which"].replace("this past", "last"), month, moment)
    if moment.tense is Tense.HABIT:
        return None
    return latest_month(month, moment.today, ahead=moment.ahead)


@MONTHS_AND_YEARS.rule(
    r"(?:(?:back )?in|during|since|throughout|of|the year) (?P<year>(?:19|20)\d\d)\b(?![-/.,:%]\d|%)"
    r"(?! (?:words|steps|people|dollars|euros|yuan|pounds|years|met|miles|points|pieces|days|hours"
    r"|minutes|calories|bc)\b)"
)
def _year(match: re.Match[str], _: Moment) -> Interval:
    return a_year(int(match["year"]))
