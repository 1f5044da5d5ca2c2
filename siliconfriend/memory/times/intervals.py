"""Closed intervals of days and the arithmetic that rules share.

Everything here raises ValueError or OverflowError for a day that no calendar has.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

Part = Literal["start", "middle", "end"]
Season = Literal["spring", "summer", "autumn", "winter"]

WEEK = 7
FEW = {"day": (2, 7), "week": (2, 5), "month": (2, 5), "year": (2, 5)}
"""What "a few" stands for, fewest and most."""
_LEAP_GAP = 8
_SEASON_STARTS: dict[Season, int] = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


class Kind(StrEnum):
    """What an interval is; a span is any other run of days: a weekend, "a few days ago", "May 1 to 3"."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `first` to `last`, both included."""

    first: date
    last: date
    kind: Kind


def a_day(day: date) -> Interval:
    return Interval(day, day, Kind.DAY)


def span(first: date, last: date) -> Interval:
    """The days between two, whichever comes first."""
    first, last = min(first, last), max(first, last)
    return Interval(first, last, Kind.DAY if first == last else Kind.SPAN)


def days_from(day: date, count: int) -> date:
    """`count` days later; earlier when negative."""
    return day + timedelta(days=count)


def months_from(day: date, count: int) -> date:
    """The same day `count` months later, or the last one of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def week_of(day: date, shift: int = 0) -> Interval:
    """Monday to Sunday of the week `shift` weeks after that of `day`."""
    monday = days_from(day, WEEK * shift - day.weekday())
    return Interval(monday, days_from(monday, 6), Kind.WEEK)


def weekend_of(day: date, shift: int = 0) -> Interval:
    """Saturday and Sunday of the week `shift` weeks after that of `day`."""
    week = week_of(day, shift)
    return span(days_from(week.last, -1), week.last)


def a_month(year: int, month: int) -> Interval:
    return Interval(date(year, month, 1), date(year, month, monthrange(year, month)[1]), Kind.MONTH)


def month_of(day: date, shift: int = 0) -> Interval:
    """The month `shift` months after that of `day`."""
    there = months_from(day.replace(day=1), shift)
    return a_month(there.year, there.month)


def a_year(year: int) -> Interval:
    return Interval(date(year, 1, 1), date(year, 12, 31), Kind.YEAR)


def a_season(year: int, season: Season) -> Interval:
    """Three months of the northern hemisphere; the winter of a year begins in its December."""
    first = date(year, _SEASON_STARTS[season], 1)
    return Interval(first, days_from(months_from(first, 3), -1), Kind.SEASON)


def part_of(whole: Interval, part: Part) -> Interval:
    """A third of a month (ten days) or of a year (four months)."""
    at = ("start", "middle", "end").index(part)
    if whole.kind is Kind.YEAR:
        first = date(whole.first.year, 4 * at + 1, 1)
        return span(first, days_from(months_from(first, 4), -1))
    first = days_from(whole.first, 10 * at)
    return span(first, whole.last if part == "end" else days_from(first, 9))


def latest_day(month: int, day: int, today: date, *, ahead: bool = False) -> date:
    """The latest such date not after `today`; `ahead`: the first not before it."""
    step = 1 if ahead else -1
    for year in range(today.year, today.year + step * (_LEAP_GAP + 1), step):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found == today or (found > today) == ahead:
            return found
    raise ValueError(f"{month}-{day}")


def latest_day_of_month(day: int, today: date, *, ahead: bool = False) -> date:
    """The latest date with that number not after `today`; `ahead`: the first not before it."""
    step = 1 if ahead else -1
    for count in range(3):
        month = month_of(today, count * step)
        if 1 <= day <= month.last.day:
            found = month.first.replace(day=day)
            if found == today or (found > today) == ahead:
                return found
    raise ValueError(day)


def latest_month(month: int, today: date, *, ahead: bool = False) -> Interval:
    """The latest such month that has begun; `ahead`: the first that has not ended."""
    gap = (month - today.month) % 12 if ahead else -((today.month - month) % 12)
    there = months_from(today.replace(day=1), gap)
    return a_month(there.year, month)


def latest_weekday(weekday: int, today: date, *, ahead: bool = False) -> date:
    """The latest such day before `today`, never today itself; `ahead`: the first after it. Monday is 0."""
    gap = (weekday - today.weekday() - 1) % WEEK + 1 if ahead else -((today.weekday() - weekday - 1) % WEEK + 1)
    return days_from(today, gap)


def units_ago(today: date, fewest: int, most: int, unit: str, *, loose: int | None = None) -> Interval:
    """`fewest` to `most` units before `today`, widened by half a unit, or by `loose` days.

    Args:
        unit: day, week, month or year; a day is exact.
    """
    half = {"day": 0, "week": 3, "month": 15, "year": 182}[unit] if loose is None else loose
    first, last = days_from(back(today, most, unit), -half), days_from(back(today, fewest, unit), half)
    kind = {"day": Kind.DAY, "week": Kind.WEEK, "month": Kind.MONTH, "year": Kind.YEAR}[unit]
    if first == last:
        return a_day(first)
    return Interval(first, last, kind if fewest == most and half and unit != "day" else Kind.SPAN)


def back(day: date, count: int, unit: str) -> date:
    """The day `count` units before; after it when negative."""
    if unit in {"month", "year"}:
        return months_from(day, -count * (12 if unit == "year" else 1))
    return days_from(day, -count * (WEEK if unit == "week" else 1))
