"""Holidays of the solar calendar, by any of their names. Those of the lunar calendar are left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from siliconfriend.memory.times.intervals import Interval, a_day, days_from, latest_weekday, span


def _fixed(month: int, day: int) -> Callable[[int], Interval]:
    return lambda year: a_day(date(year, month, day))


def _weekday(nth: int, weekday: int, month: int) -> Callable[[int], Interval]:
    """The `nth` such weekday of a month."""

    def of(year: int) -> Interval:
        before = days_from(date(year, month, 1), -1)
        return a_day(days_from(latest_weekday(weekday, before, ahead=True), 7 * (nth - 1)))

    return of


def _easter(year: int) -> Interval:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return a_day(date(year, month, day + 1))


def _qingming(year: int) -> Interval:
    """It falls on one of these two days all through the 21st century."""
    return span(date(year, 4, 4), date(year, 4, 5))


ENGLISH: Mapping[str, Callable[[int], Interval]] = {
    "christmas eve": _fixed(12, 24),
    "christmas day": _fixed(12, 25),
    "christmas": _fixed(12, 25),
    "xmas": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
    "new year's eve": _fixed(12, 31),
    "new years eve": _fixed(12, 31),
    "new year's day": _fixed(1, 1),
    "new years day": _fixed(1, 1),
    "new year's": _fixed(1, 1),
    "valentine's day": _fixed(2, 14),
    "valentines day": _fixed(2, 14),
    "valentine's": _fixed(2, 14),
    "st patrick's day": _fixed(3, 17),
    "st. patrick's day": _fixed(3, 17),
    "april fools' day": _fixed(4, 1),
    "april fool's day": _fixed(4, 1),
    "april fools": _fixed(4, 1),
    "independence day": _fixed(7, 4),
    "halloween": _fixed(10, 31),
    "thanksgiving": _weekday(4, 3, 11),
    "mother's day": _weekday(2, 6, 5),
    "father's day": _weekday(3, 6, 6),
    "easter sunday": _easter,
    "easter": _easter,
}

CHINESE: Mapping[str, Callable[[int], Interval]] = {
    "元旦": _fixed(1, 1),
    "元旦节": _fixed(1, 1),
    "情人节": _fixed(2, 14),
    "三八妇女节": _fixed(3, 8),
    "三八节": _fixed(3, 8),
    "妇女节": _fixed(3, 8),
    "女生节": _fixed(3, 7),
    "植树节": _fixed(3, 12),
    "愚人节": _fixed(4, 1),
    "清明": _qingming,
    "清明节": _qingming,
    "五一": _fixed(5, 1),
    "五一节": _fixed(5, 1),
    "五一劳动节": _fixed(5, 1),
    "劳动节": _fixed(5, 1),
    "青年节": _fixed(5, 4),
    "五四青年节": _fixed(5, 4),
    "母亲节": _weekday(2, 6, 5),
    "六一": _fixed(6, 1),
    "六一节": _fixed(6, 1),
    "六一儿童节": _fixed(6, 1),
    "儿童节": _fixed(6, 1),
    "父亲节": _weekday(3, 6, 6),
    "教师节": _fixed(9, 10),
    "国庆": _fixed(10, 1),
    "国庆节": _fixed(10, 1),
    "万圣节": _fixed(10, 31),
    "光棍节": _fixed(11, 11),
    "双十一": _fixed(11, 11),
    "双11": _fixed(11, 11),
    "感恩节": _weekday(4, 3, 11),
    "平安夜": _fixed(12, 24),
    "圣诞节": _fixed(12, 25),
    "圣诞": _fixed(12, 25),
    "跨年夜": _fixed(12, 31),
    "跨年": _fixed(12, 31),
}


def latest_holiday(holiday: Callable[[int], Interval], today: date, *, ahead: bool = False) -> Interval:
    """The latest that has begun by `today`; `ahead`: the first that has not ended."""
    step = 1 if ahead else -1
    for year in (today.year, today.year + step):
        found = holiday(year)
        if (found.last >= today) if ahead else (found.first <= today):
            return found
    raise ValueError(today)
