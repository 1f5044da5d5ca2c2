"""Chinese words for times counted from the day they are said on: 三天前, 过去一周."""

from __future__ import annotations

import re

from siliconfriend.memory.times.chinese import BEGINS
from siliconfriend.memory.times.intervals import FEW, Interval, a_day, back, span, units_ago
from siliconfriend.memory.times.numerals import HAN_NUMBER, han_number
from siliconfriend.memory.times.table import Moment, Table

COUNTED = Table(BEGINS)

_COUNT = (
    rf"(?P<few>好?几)|(?P<teens>[十二三四五六七八九]?十[几多来])|(?P<two>两三|三四|四五|五六|六七|七八"
    rf"|八九|一两|一二)|(?P<n>{HAN_NUMBER})"
)
_UNIT = r"(?P<unit>天|日|晚|个?(?:星期|礼拜)|周|个月|年)"


def _unit_of(word: str) -> str:
    """个星期, 周, 天 ... as week, day ..."""
    if "年" in word:
        return "year"
    if "月" in word:
        return "month"
    return "day" if word in {"天", "日", "晚"} else "week"


def _counted(match: re.Match[str], unit: str) -> tuple[int, int]:
    """The fewest and the most that 几, 十几, 两三 or a number stands for."""
    if match["few"]:
        return FEW[unit]
    if match["teens"]:
        tens = han_number(match["teens"][:-1])
        return tens + 1, tens + 9
    if match["two"]:
        return han_number(match["two"][0]), han_number(match["two"][1])
    return han_number(match["n"]), han_number(match["n"])


@COUNTED.rule(
    rf"(?P<about>大约|大概|差不多|约|将近|快)?(?:{_COUNT})(?:多)?{_UNIT}(?P<half>半)?(?:以前|之前|前(?!天"
    rf"(?!气)|后|方|排|面|往|夫|女友|男友|任))(?P<exactly>的今[天日])?"
)
def _ago(match: re.Match[str], moment: Moment) -> Interval:
    unit = _unit_of(match["unit"])
    today = back(moment.today, 6, "month") if match["half"] and unit == "year" else moment.today
    loose = 0 if match["exactly"] else 1 if match["about"] and unit == "day" else None
    return units_ago(today, *_counted(match, unit), unit, loose=loose)


@COUNTED.rule(
    r"(?:大约|大概|差不多)?(?:(?P<months>[一二两三])个半月|半(?P<unit>年|个月|月))多?(?:以前|之前|前"
    r"(?!后))"
)
def _half_ago(match: re.Match[str], moment: Moment) -> Interval:
    if match["unit"] == "年":
        return units_ago(moment.today, 6, 6, "month")
    today = back(moment.today, han_number(match["months"]), "month") if match["months"] else moment.today
    return units_ago(today, 15, 15, "day", loose=3)


@COUNTED.rule(rf"(?:{HAN_NUMBER}|好?几|半)(?:个半?)?(?:小时|钟头|分钟)(?:以前|之前|前)")
def _hours_ago(_: re.Match[str], moment: Moment) -> Interval:
    return a_day(moment.today)


@COUNTED.rule(
    r"前(?:几|些)(?:天|日|晚)(?!气)", r"前(?P<two>两)(?:天|晚)(?!气)", r"前几(?P<unit>个?星期|个?礼拜|周|个月|年)"
)
def _some_days_ago(match: re.Match[str], moment: Moment) -> Interval:
    groups = match.groupdict()
    if "two" in groups:
        return units_ago(moment.today, 1, 3, "day")
    unit = _unit_of(match["unit"]) if groups.get("unit") else "day"
    return units_ago(moment.today, *FEW[unit], unit)


@COUNTED.rule(
    rf"(?:过去|最近|近|刚过去)的?这?(?:{_COUNT}){_UNIT}(?!前|后)(?:以来|里|内|来|中|间)?",
    rf"这(?P<these>)(?:(?P<few>几)|(?P<two>两三|三四)|(?P<teens>十[几来])|(?P<n>[两三四五六七八九十]"
    rf"|[2-9])){_UNIT}(?!前|后)(?:以来|里|内|来|中|间)?",
)
def _until_now(match: re.Match[str], moment: Moment) -> Interval:
    unit = _unit_of(match["unit"])
    most = _counted(match, unit)[1] - bool(match["few"] and unit == "day")
    if "these" in match.groupdict() and not match["few"]:
        most -= 1
    return span(back(moment.today, most, unit), moment.today)


@COUNTED.rule(rf"(?P<over>再?过)?(?:{_COUNT}){_UNIT}(?:(?:以|之)?后(?!面|天(?!气)|悔|来)|(?<=天)(?P<in>内))")
def _in_a_while(match: re.Match[str], moment: Moment) -> Interval | None:
    if not moment.ahead or match["in"]:
        return None
    unit = _unit_of(match["unit"])
    fewest, most = _counted(match, unit)
    return units_ago(moment.today, -fewest, -most, unit)
