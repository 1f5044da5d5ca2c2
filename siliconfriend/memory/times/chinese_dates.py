"""Chinese words for times: dates of the calendar, months and holidays."""

from __future__ import annotations

import re

from siliconfriend.memory.times import holidays
from siliconfriend.memory.times.chinese import (
    BEGINS,
    PART_OF_DAY,
    SHIFT,
    WEEKDAY,
    YEAR_WORD,
    shift_of,
    year_of,
)
from siliconfriend.memory.times.chinese_spans import month_part
from siliconfriend.memory.times.intervals import (
    Interval,
    a_day,
    a_month,
    days_from,
    latest_day,
    latest_day_of_month,
    latest_month,
    month_of,
    span,
)
from siliconfriend.memory.times.numerals import HAN_NUMBER, han_number
from siliconfriend.memory.times.table import Moment, Table
from siliconfriend.memory.times.tense import Tense

DATES = Table(BEGINS)

_YEAR = (
    rf"(?:(?:(?P<year>(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{{3}}|\d\d(?=年\d{{1,2}}月))年|"
    rf"(?P<word>{YEAR_WORD}))的?)?"
)
_MONTH = r"(?<![第历\d.,])(?P<month>0?[1-9]|1[012]|十[一二]?|[一二三四五六七八九])月"
_DAY = rf"(?P<day>{HAN_NUMBER})"
_FOLLOWS = (
    r"(?=\s*(?:$|[，。？！、,.?!;；:：）)]|那[天晚]|这[天晚]|当[天晚]|的(?:时候|晚上|早上|聊天|事)|我|你"
    r"|他|她|咱|早上|上午|中午|下午|晚上|凌晨|是))"
)


@DATES.rule(
    rf"{_YEAR}{_MONTH}{_DAY}(?:[日号號](?!楼|线|店)|(?<=\d)(?![\d.个份月/]))(?:(?:到|至|[-—–~～])"
    rf"(?P<until>{HAN_NUMBER})[日号](?!楼|线))?"
    rf"(?:[（(]?{WEEKDAY}[)）]?)?{PART_OF_DAY}",
    rf"{_YEAR}{_MONTH}(?P<since>{HAN_NUMBER})[日号]?(?:到|至|[-—–~～]){_DAY}[日号]",
    r"(?<=[在于])(?P<month>0?[1-9]|1[012])[./](?P<day>[12]\d|3[01]|0?[1-9])(?![\d./元块分%倍])(?P<year>)"
    r"(?P<word>)",
    r"(?<![\d./])(?P<month>0?[1-9]|1[012])[./](?P<day>[12]\d|3[01]|0?[1-9])(?=那天|当天|这天|号|日)"
    r"(?P<year>)(?P<word>)",
)
def _date(match: re.Match[str], moment: Moment) -> Interval | None:
    month, day = han_number(match["month"]), han_number(match["day"])
    if match["year"] or match["word"]:
        first = a_month(_year(match, moment), month).first.replace(day=day)
    elif moment.tense is Tense.HABIT:
        return None
    else:
        first = latest_day(month, day, moment.today, ahead=moment.ahead)
    other = match.groupdict().get("until") or match.groupdict().get("since")
    return span(first, first.replace(day=han_number(other))) if other else a_day(first)


def _year(match: re.Match[str], moment: Moment) -> int:
    if match["word"]:
        return year_of(match["word"], moment)
    year = han_number(match["year"])
    return year + 2000 if year < 100 else year


@DATES.rule(
    rf"(?P<shift>{SHIFT})个?月的?{_DAY}[日号](?!楼|线){PART_OF_DAY}",
    rf"(?<![\d.第车楼编头账座型牌元月年a-z一二三四五六七八九十廿]){_DAY}号{_FOLLOWS}{PART_OF_DAY}",
)
def _day_of_month(match: re.Match[str], moment: Moment) -> Interval | None:
    day = han_number(match["day"])
    shift = match.groupdict().get("shift")
    if shift:
        return a_day(month_of(moment.today, shift_of(shift)).first.replace(day=day))
    return a_day(latest_day_of_month(day, moment.today, ahead=moment.ahead))


@DATES.rule(
    rf"{_YEAR}{_MONTH}(?!\d|饼|亮|球|台|天(?!气)|花|桂|雪|之|一[次度])(?:份的?)?(?P<part>初|底|末|中(?!国"
    rf"|午)|上旬|中旬|下旬)?"
)
def _month(match: re.Match[str], moment: Moment) -> Interval | None:
    month, part = han_number(match["month"]), match["part"]
    if match["year"] or match["word"]:
        found = a_month(_year(match, moment), month)
        return month_part(found, part) if part else found
    if moment.tense is Tense.HABIT:
        return None
    found = latest_month(month, moment.today, ahead=moment.ahead)
    if not part:
        return found
    within = month_part(found, part)
    if within.first > moment.today and not moment.ahead:
        within = month_part(a_month(found.first.year - 1, month), part)
    return within


_HOLIDAY = "|".join(sorted(holidays.CHINESE, key=len, reverse=True))
_LONG = {"国庆": 6, "国庆节": 6, "五一": 4, "劳动节": 4, "五一劳动节": 4, "元旦": 2, "清明": 1, "清明节": 1}


@DATES.rule(
    rf"(?:(?P<year>(?:19|20)\d\d)年|(?P<word>{YEAR_WORD})|(?P<shift>上|这|下)个)?的?(?<!十)"
    rf"(?P<holiday>{_HOLIDAY})"
    r"(?!路|街|广场|大道|村|中学|小学|商场|厂|班|节?快乐|节|树|老人|歌|贺卡|卡|帽|上河|[一二三四五六七八九十个])"
    rf"(?P<long>假期|期间|长假|小长假|黄金周|放假)?(?:前夜)?{PART_OF_DAY}",
    rf"(?:(?P<year>(?:19|20)\d\d)年|(?P<word>{YEAR_WORD}))?(?P<shift>)(?P<tenth>十一)(?P<long>假期|期间"
    rf"|长假|黄金周)",
)
def _holiday(match: re.Match[str], moment: Moment) -> Interval | None:
    groups, today = match.groupdict(), moment.today
    name = groups.get("holiday") or "国庆"
    holiday = holidays.CHINESE[name]
    if match["year"] or match["word"]:
        found = holiday(_year(match, moment))
    elif match["shift"] and match["shift"] != "上":
        found = holiday(today.year + shift_of(match["shift"]))
    elif moment.tense is Tense.HABIT or match.string.endswith(
        ("喜欢", "爱", "讨厌", "期待", "关于", "祝"), 0, match.start()
    ):
        return None
    else:
        found = holidays.latest_holiday(holiday, today, ahead=moment.ahead)
    return span(found.first, days_from(found.first, _LONG[name])) if match["long"] and name in _LONG else found
