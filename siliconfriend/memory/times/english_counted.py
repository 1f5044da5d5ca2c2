"""English words for times counted from the day they are said on: "three days ago", "the past week"."""

from __future__ import annotations

import re

from siliconfriend.memory.times.english import NUMBER
from siliconfriend.memory.times.intervals import FEW, Interval, a_day, back, span, units_ago
from siliconfriend.memory.times.numerals import english_number
from siliconfriend.memory.times.table import Moment, Table

COUNTED = Table(r"\b")
_UNIT = r"(?P<unit>day|night|week|fortnight|month|year)s?"


@COUNTED.rule(
    rf"(?:(?P<exactly>exactly )|(?P<about>about |around |roughly |almost |nearly |some |maybe |like |over ))?"
    rf"(?:(?P<few>(?:just )?a few|several)|(?P<couple>(?:just )?a couple(?: of)?)|(?P<n>{NUMBER})(?:"
    rf"(?: or |-| to )(?P<m>{NUMBER}))?"
    rf"(?P<half> and a half)?) {_UNIT}(?P<later> and a half)? (?:ago|back)\b(?P<today> today)?"
)
def _ago(match: re.Match[str], moment: Moment) -> Interval:
    unit = {"night": "day", "fortnight": "week"}.get(match["unit"], match["unit"])
    if match["few"] or match["couple"]:
        few, most = (2, 3) if match["couple"] else FEW[unit]
    else:
        few = english_number(match["n"])
        most = english_number(match["m"] or match["n"])
    if match["unit"] == "fortnight":
        few, most = 2 * few, 2 * most
    today = moment.today
    if match["half"] or match["later"]:
        smaller = {"year": "month", "month": "day", "week": "day", "day": "day"}[unit]
        today = back(today, {"year": 6, "month": 15, "week": 4, "day": 0}[unit], smaller)
    loose = 0 if match["exactly"] or match["today"] else 1 if match["about"] and unit == "day" else None
    return units_ago(today, few, most, unit, loose=loose)


@COUNTED.rule(r"(?:(?:about|around|roughly|almost) )?half a (?P<unit>year|month) ago\b")
def _half_ago(match: re.Match[str], moment: Moment) -> Interval:
    if match["unit"] == "year":
        return units_ago(moment.today, 6, 6, "month")
    return units_ago(moment.today, 15, 15, "day", loose=3)


@COUNTED.rule(rf"(?:{NUMBER}|a few|several|an?) (?:hour|minute)s? ago\b")
def _hours_ago(_: re.Match[str], moment: Moment) -> Interval:
    return a_day(moment.today)


@COUNTED.rule(r"(?:just )?the other (?:(?P<week>week)|day|night|evening|morning|afternoon)\b")
def _the_other_day(match: re.Match[str], moment: Moment) -> Interval:
    unit = "week" if match["week"] else "day"
    return units_ago(moment.today, *((2, 3) if match["week"] else FEW["day"]), unit)


@COUNTED.rule(
    rf"(?:(?:the|these|this|my|our) )?(?:last|past) (?:(?P<few>few|several)|(?P<couple>couple(?: of)?)|"
    rf"(?P<n>{NUMBER})) (?P<unit>day|week|month|year)s?\b",
    r"(?:the|this) past (?P<unit>week|month|year)\b",
)
def _until_now(match: re.Match[str], moment: Moment) -> Interval:
    groups, unit = match.groupdict(), match["unit"]
    count = 1
    if groups.get("few") or groups.get("couple"):
        count = (3 if groups["couple"] else FEW[unit][1]) - (unit == "day")
    elif groups.get("n"):
        count = english_number(match["n"])
    return span(back(moment.today, count, unit), moment.today)


@COUNTED.rule(
    rf"(?:in )?(?P<n>{NUMBER}|a couple of|a few) (?P<unit>day|week|month|year)s?(?:' time| from (?:now|today))\b",
    rf"in (?P<n>{NUMBER}|a couple of|a few) (?P<unit>day|week|month|year)s?\b(?! of\b)(?P<bare>)",
)
def _in_a_while(match: re.Match[str], moment: Moment) -> Interval | None:
    if "bare" in match.groupdict() and not moment.ahead:
        return None
    count, unit = match["n"], match["unit"]
    fewest, most = {"a few": FEW[unit], "a couple of": (2, 3)}.get(count) or (english_number(count),) * 2
    return units_ago(moment.today, -fewest, -most, unit)
