"""Chinese words for times told from the day they are said on: days and weekdays."""

from __future__ import annotations

import re

from siliconfriend.memory.times.intervals import Interval, a_day, days_from, latest_weekday, week_of
from siliconfriend.memory.times.numerals import han_number
from siliconfriend.memory.times.table import Moment, Table
from siliconfriend.memory.times.tense import Tense

BEGINS = (
    r"(?=[\d前大昨今明后去年月上下这本当那周星礼过最近刚双几好再两俩一二三四五六"
    "七八九十半百廿每约差快将元情妇女植愚清劳青母儿父教国万光感平圣跨有天第整])"
)
"""Where a rule may begin: a character that none begins with is passed over quickly."""
TOLD = Table(BEGINS)

PART_OF_DAY = "(?:的?(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|晚|早(?!就|点|已)|夜))?"
YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "本年度": 0, "明年": 1, "后年": 2}
YEAR_WORD = (
    "(?:大前年|(?<![以之目从年几天月周])前年(?!轻|龄|纪|级)|(?<![过回])去年(?!轻|龄|纪|级|迈)|今年(?!轻"
    "|龄|纪|级)|本年度?|明年|(?<![以之今日天年月周])后年)"
)
SHIFT = (
    "(?:上上上|上上|(?<![晚早马身路网店街车船山手头世班线桌心床脸天])上|这|本|当|下下|"
    "(?<![楼天地脚手底山树当一])下)(?:一)?"
)
_DAYS = {
    "大前": -3,
    "前": -2,
    "昨": -1,
    "今": 0,
    "明": 1,
    "大后": 3,
    "后": 2,
}
WEEK = "(?:个?(?:星期|礼拜)|个?周)"


def shift_of(word: str) -> int:
    """上 is -1, 上上 is -2, 这 is 0, 下 is 1."""
    return word.count("下") - word.count("上")


def year_of(word: str, moment: Moment) -> int:
    """去年 and the like, as a year."""
    return moment.today.year + YEARS[word]


@TOLD.rule(
    r"每(?:一|个|逢|隔)?(?:个)?(?:天|日|晚|周|星期|礼拜|月|年)[一二三四五六日天末初底]?",
    r"(?:[一二两三四五六七八九十几\d]周|一个?(?:星期|礼拜))[一二两三四五六七八九十\d][次趟回遍天]",
    r"一天到晚|三天两头|有(?:朝)?一[天日]|有天|总有一天|天天|整天|前天性|今日头条|明日之星|昨日重现",
    r"去年轻|今天下(?![午雨雪])",
    r"周(?:六福|一围)",
)
def _look_alike(_: re.Match[str], __: Moment) -> None:
    return None


@TOLD.rule(
    rf"(?P<day>大前|(?<![以之目从先年月周天])前)(?:[天日](?!天)|晚(?!期)){PART_OF_DAY}",
    rf"(?P<day>昨|(?<![当如古至])今|明(?!天气))(?:[天日](?!天天)|晚|夜|早|晨|儿(?!子)){PART_OF_DAY}",
    rf"(?P<day>大后|(?<![以之今日天年月周然最])后)天(?!天|性|培养|努力|形成|养成|因素|环境|学){PART_OF_DAY}",
    r"今天(?:就|又|已经|正好)?是?(?:周|星期|礼拜)[一二三四五六日天](?!末)(?P<day>)",
    r"(?P<day>)刚才",
)
def _near_day(match: re.Match[str], moment: Moment) -> Interval:
    return a_day(days_from(moment.today, _DAYS.get(match["day"], 0)))


_NOT_THREE = "个|次|天(?!气)|场|本|部|顿|节|点|种|位|年|月|号|周|丰"
_WEEKDAY = (
    rf"(?P<weekday>一(?![直次趟回遍共旦样定个些般向块起天点周]|起(?!床))|[二三四五六](?!{_NOT_THREE}|十)"
    rf"|[1-6](?![\d点:个次])"
    r"|日(?!本(?!来)|语|元|记|常|程|期|出|落|历)|天(?![气天生下空哪啊]))"
)
WEEKDAY = r"(?:周|星期|礼拜)(?:[一二三四五六日天])"


@TOLD.rule(
    rf"(?P<shift>{SHIFT}){WEEK}的?(?:周|星期|礼拜)?{_WEEKDAY}{PART_OF_DAY}",
    rf"(?P<back>[一二两三四]){WEEK}前的(?:周|星期|礼拜){_WEEKDAY}{PART_OF_DAY}",
    rf"(?<![一二两三四五六七八九十几半整每\d])(?:周(?!天)|星期|礼拜){_WEEKDAY}{PART_OF_DAY}",
)
def _weekday(match: re.Match[str], moment: Moment) -> Interval | None:
    groups, today = match.groupdict(), moment.today
    weekday = int(match["weekday"]) - 1 if match["weekday"].isdecimal() else "一二三四五六日".find(match["weekday"])
    weekday = 6 if match["weekday"] == "天" else weekday
    if groups.get("shift") or groups.get("back"):
        shift = -han_number(match["back"]) if groups.get("back") else shift_of(match["shift"])
        return a_day(days_from(week_of(today, shift).first, weekday))
    if weekday == today.weekday() and "今" in match.string:
        return a_day(today)
    if moment.tense is Tense.HABIT:
        return None
    return a_day(latest_weekday(weekday, today, ahead=moment.ahead))
