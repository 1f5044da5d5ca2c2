"""Chinese words for times told from the day they are said on: weekends, weeks, months, years, seasons."""

from __future__ import annotations

import re

from siliconfriend.memory.times.chinese import BEGINS, SHIFT, WEEK, YEAR_WORD, shift_of, year_of
from siliconfriend.memory.times.intervals import (
    Interval,
    Season,
    a_day,
    a_season,
    a_year,
    back,
    days_from,
    month_of,
    part_of,
    span,
    week_of,
    weekend_of,
)
from siliconfriend.memory.times.numerals import han_number
from siliconfriend.memory.times.table import Moment, Table
from siliconfriend.memory.times.tense import Tense

SPANS = Table(BEGINS)
_SEASONS: dict[str, Season] = {"春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter"}


@SPANS.rule(
    rf"(?P<shift>{SHIFT}|那)?个?(?<![\u4e00-\u9fff]个)周末(?!愉快|快乐|好(?:[，。！!,]|$)|都)",
    rf"(?P<shift>{SHIFT}|那)?个周末",
)
def _weekend(match: re.Match[str], moment: Moment) -> Interval | None:
    today, shift = moment.today, match["shift"]
    if shift and shift != "那":
        return weekend_of(today, shift_of(shift))
    if shift or moment.tense is Tense.HABIT:
        return None
    return weekend_of(today, 0 if moment.ahead or today.weekday() >= 5 else -1)


@SPANS.rule(
    rf"(?P<shift>{SHIFT}){WEEK}(?![一二两三四五六七八九十\d]?[末日]|围|杰|到|边|密|全|详|折|旋|转|公|董"
    rf"|总|老师|岁|堂|寺|天(?!气|天))",
    rf"(?P<shift>{SHIFT})个?月(?!球|亮|饼|台|票|色|光|经|薪)(?P<month>)(?P<part>初|底|末|中(?!国|旬|午)"
    rf"|上旬|中旬|下旬)?",
    r"(?<![个每\d一二三四五六七八九十])(?P<alone>)月(?P<part>初|底|末|中旬|上旬|下旬)",
)
def _week_or_month(match: re.Match[str], moment: Moment) -> Interval | None:
    groups, today = match.groupdict(), moment.today
    if "alone" in groups:
        if moment.tense is Tense.HABIT:
            return None
        found = month_part(month_of(today), match["part"])
        if found.first > today and not moment.ahead:
            found = month_part(month_of(today, -1), match["part"])
        return found
    shift = shift_of(match["shift"])
    if "month" not in groups:
        return week_of(today, shift)
    month = month_of(today, shift)
    return month_part(month, match["part"]) if match["part"] else month


def month_part(month: Interval, word: str) -> Interval:
    """初, 上旬, 中, 中旬, 底, 末 or 下旬 of a month."""
    part = word[0]
    return part_of(month, "start" if part in "初上" else "middle" if part == "中" else "end")


@SPANS.rule(
    rf"(?P<word>{YEAR_WORD})的?(?:(?P<season>[春夏秋冬])[天季]|(?:年)?(?P<part>初|底|末|中(?!国|午)"
    rf"|上半年|下半年))?(?P<exactly>的?今[天日])?",
    r"(?P<year>(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3})年的?(?:(?P<season>[春夏秋冬])[天季]|"
    r"(?:年)?(?P<part>初|底|末|中(?!国|午)|上半年|下半年))?(?!代|级|款|版)",
    r"(?<![一二三四五六七八九十去今前明每大\d])(?P<alone>)年(?P<part>初|底|末)",
)
def _year(match: re.Match[str], moment: Moment) -> Interval | None:
    groups, today = match.groupdict(), moment.today
    if groups.get("exactly"):
        return a_day(back(today, today.year - year_of(match["word"], moment), "year"))
    if "alone" in groups:
        found = year_part(today.year, match["part"])
        if found.first > today and not moment.ahead:
            found = year_part(today.year - 1, match["part"])
        return None if moment.tense is Tense.HABIT else found
    year = year_of(match["word"], moment) if groups.get("word") else han_number(match["year"])
    if match["season"]:
        return a_season(year, _SEASONS[match["season"]])
    return year_part(year, match["part"]) if match["part"] else a_year(year)


def year_part(year: int, word: str) -> Interval:
    """初, 中, 底, 末, 上半年 or 下半年 of a year."""
    whole = a_year(year)
    if word.endswith("半年"):
        july = whole.first.replace(month=7)
        return span(july, whole.last) if word[0] == "下" else span(whole.first, days_from(july, -1))
    return part_of(whole, "start" if word == "初" else "middle" if word == "中" else "end")


@SPANS.rule(r"(?P<shift>上|这|下)个?(?P<season>[春夏秋冬])[天季]")
def _season(match: re.Match[str], moment: Moment) -> Interval:
    season, shift, today = _SEASONS[match["season"]], shift_of(match["shift"]), moment.today
    if shift >= 0:
        return a_season(today.year + shift, season)
    return next(
        found
        for year in (today.year, today.year - 1, today.year - 2)
        if (found := a_season(year, season)).last < today
    )
