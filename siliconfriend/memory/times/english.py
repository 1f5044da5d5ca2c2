"""English words for times told from the day they are said on: days, weekdays, weeks, seasons."""

from __future__ import annotations

import re

from siliconfriend.memory.times.intervals import (
    Interval,
    Season,
    a_day,
    a_season,
    a_year,
    days_from,
    latest_weekday,
    month_of,
    span,
    week_of,
    weekend_of,
)
from siliconfriend.memory.times.numerals import ENGLISH, english_number
from siliconfriend.memory.times.table import Moment, Table
from siliconfriend.memory.times.tense import Tense

WEEKDAYS = {
    name: value
    for value, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())  # noqa: SIM905 - readable
}
WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
NUMBER = rf"(?:{'|'.join(sorted(ENGLISH, key=len, reverse=True))}|\d{{1,3}})"
PART_OF_DAY = r"(?:,? (?:early |late )?(?:morning|afternoon|evening|night|lunchtime)\b)?"
SEASONS: dict[str, Season] = {
    "spring": "spring",
    "summer": "summer",
    "autumn": "autumn",
    "fall": "autumn",
    "winter": "winter",
}
SEASON = f"(?:{'|'.join(SEASONS)})"
SHIFTS = {"last": -1, "this": 0, "next": 1}

_TODAY = re.compile(r"\btoday\b|\bhappy\b", re.IGNORECASE)
TOLD = Table(r"\b")


@TOLD.rule(
    rf"(?:every|each|any|most|some|many|per) (?:other |single )?(?:{WEEKDAY}|weekend|{SEASON})s?\b",
    r"(?:black|good|casual) friday\b|palm sunday\b|sunday (?:roast|school|best|times)\b|monday blues\b",
    rf"(?:{WEEKDAY}|day|night|week|weekend|month|year|morning) (?:before|after|until) (?!yesterday"
    rf"|tomorrow|last\b|next\b)",
    r"the (?:day|night|week|weekend|month|year|morning)? ?(?:before|after) (?:christmas|easter|new year)",
    r"\d{1,2}/\d{1,2} time\b|24/7",
    rf"(?:one|that|which|what|any|some|an?) {WEEKDAY}\b(?!s ago)",
    r"the last (?:few )?(?:days|weeks|months|years) of\b",
)
def _look_alike(_: re.Match[str], __: Moment) -> None:
    return None


@TOLD.rule(rf"today is (?:already )?{WEEKDAY}\b", rf"it(?:'s| is) (?P<weekday>{WEEKDAY})\b")
def _said_to_be(match: re.Match[str], moment: Moment) -> Interval | None:
    named = match.groupdict().get("weekday")
    return a_day(moment.today) if not named or WEEKDAYS[named] == moment.today.weekday() else None


@TOLD.rule(
    r"(?P<past>(?:the )?(?:day|night|evening) before (?:yesterday|last(?! (?:week|month|year))\b))",
    rf"(?P<late>yesterday(?:'s)?{PART_OF_DAY}|last night)\b",
    rf"(?:the )?(?P<after>day after tomorrow){PART_OF_DAY}\b",
    rf"(?P<next>tomorrow(?:'s)?{PART_OF_DAY})\b",
    r"(?:(?:earlier|later) )?(?:today|tonight|this (?:very )?(?:morning|afternoon|evening)|just now)\b",
)
def _near_day(match: re.Match[str], moment: Moment) -> Interval:
    shifts = {"past": -2, "late": -1, "next": 1, "after": 2}
    name = next(iter(match.groupdict()), "")
    return a_day(days_from(moment.today, shifts.get(name, 0)))


@TOLD.rule(
    rf"(?:on )?(?P<weekday>{WEEKDAY}){PART_OF_DAY},? (?:of )?(?P<which>last|this|next) week\b",
    rf"(?P<which>last|this|next) week(?: on|,|'s)? (?P<weekday>{WEEKDAY})\b{PART_OF_DAY}",
    rf"(?P<back>{NUMBER}) weeks? ago,? (?:on )?(?P<weekday>{WEEKDAY})\b{PART_OF_DAY}",
    rf"(?:on )?(?:the )?(?P<weekday>{WEEKDAY}){PART_OF_DAY},? (?P<back>{NUMBER}) weeks? ago\b",
    rf"(?P<which>this|next) (?P<weekday>{WEEKDAY})\b{PART_OF_DAY}",
)
def _weekday_of_week(match: re.Match[str], moment: Moment) -> Interval:
    groups = match.groupdict()
    week = week_of(moment.today, -english_number(groups["back"]) if groups.get("back") else SHIFTS[match["which"]])
    return a_day(days_from(week.first, WEEKDAYS[match["weekday"]]))


@TOLD.rule(
    r"(?:the )?(?P<unit>week|weekend|month|year) (?P<far>before last|after next)\b",
    r"(?P<within>earlier |later )?(?P<which>last|this|next) (?P<unit>week|weekend|month|year)\b(?! of\b)",
    r"this past (?P<unit>weekend)\b(?P<past>)",
    r"(?:on|at|over|during|for) the (?P<unit>weekend)\b(?P<bare>)",
)
def _unit(match: re.Match[str], moment: Moment) -> Interval:
    groups, today = match.groupdict(), moment.today
    unit = match["unit"]
    if groups.get("far"):
        shift = -2 if match["far"] == "before last" else 2
    else:
        shift = SHIFTS[(groups.get("which") or "last")]
    if unit == "weekend" and "past" in groups:
        shift = -1
    if unit == "weekend" and "bare" in groups:
        shift = 0 if moment.ahead or today.weekday() >= 5 else -1
    whole = {
        "week": lambda: week_of(today, shift),
        "weekend": lambda: weekend_of(today, shift),
        "month": lambda: month_of(today, shift),
        "year": lambda: a_year(today.year + shift),
    }[unit]()
    within = (groups.get("within") or "").strip()
    if within and shift == 0:
        return span(whole.first, today) if within == "earlier" else span(today, whole.last)
    return whole


@TOLD.rule(
    rf"(?P<back>{NUMBER}) (?P<weekday>{WEEKDAY})s ago\b",
    rf"(?:the )?(?P<weekday>{WEEKDAY}) before last\b(?P<before>)",
    rf"(?:on )?(?:the )?(?:last|this past|past) (?P<weekday>{WEEKDAY})\b{PART_OF_DAY}(?P<last>)",
    rf"(?:on )?(?P<weekday>{WEEKDAY})\b{PART_OF_DAY}",
)
def _weekday(match: re.Match[str], moment: Moment) -> Interval | None:
    groups, today, weekday = match.groupdict(), moment.today, WEEKDAYS[match["weekday"]]
    latest = latest_weekday(weekday, today)
    if groups.get("back"):
        return a_day(days_from(latest, -7 * (english_number(match["back"]) - 1)))
    if "before" in groups:
        return a_day(days_from(latest, -7))
    if "last" in groups:
        return a_day(latest)
    if weekday == today.weekday() and _TODAY.search(match.string):
        return a_day(today)
    if moment.tense is Tense.HABIT:
        return None
    return a_day(latest_weekday(weekday, today, ahead=moment.ahead))


@TOLD.rule(
    rf"(?:the )?(?P<season>{SEASON}) before last\b(?P<before>)",
    rf"(?P<which>last|this past|this|next) (?P<season>{SEASON})\b",
    rf"(?:(?:in|during|over) )?(?:the )?(?P<season>{SEASON})(?: of|,)? (?P<year>(?:19|20)\d\d)\b",
)
def _season(match: re.Match[str], moment: Moment) -> Interval:
    groups, season, today = match.groupdict(), SEASONS[match["season"]], moment.today
    if groups.get("year"):
        return a_season(int(match["year"]), season)
    which = groups.get("which") or ""
    if which in {"this", "next"}:
        return a_season(today.year + (which == "next"), season)
    ended = next(
        year for year in (today.year, today.year - 1, today.year - 2) if a_season(year, season).last < today
    )
    return a_season(ended - ("before" in groups), season)
