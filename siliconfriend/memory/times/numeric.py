"""Dates written in figures alone, in either language; two orders that both make sense name nothing."""

from __future__ import annotations

import re
from datetime import date

from siliconfriend.memory.times.intervals import Interval, a_day, a_month, latest_day
from siliconfriend.memory.times.table import Moment, Table

NUMERIC = Table(r"(?<![\d.,:/$€£¥+-])(?=[\dosf])")

_END = r"(?![\d/]|[-.,:]\d)"


@NUMERIC.rule(
    *(
        rf"(?P<year>(?:19|20)\d\d){sign}(?P<month>\d{{1,2}}){sign}(?P<day>\d{{1,2}})(?:t[\d:.]+z?)?(?![\d/-])"
        for sign in ("-", "/", r"\.")
    )
)
def _year_first(match: re.Match[str], _: Moment) -> Interval:
    return a_day(date(int(match["year"]), int(match["month"]), int(match["day"])))


@NUMERIC.rule(
    *(
        rf"(?P<one>\d{{1,2}})(?P<sign>{sign})(?P<two>\d{{1,2}}){sign}(?P<year>(?:19|20)\d\d){_END}"
        for sign in ("-", "/", r"\.")
    )
)
def _year_last(match: re.Match[str], _: Moment) -> Interval | None:
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if match["sign"] == ".":
        return a_day(date(year, two, one))
    order = _month_and_day(one, two)
    return a_day(date(year, *order)) if order else None


@NUMERIC.rule(rf"\b(?:on|since|from) (?P<one>\d{{1,2}})/(?P<two>\d{{1,2}}){_END}")
def _no_year(match: re.Match[str], moment: Moment) -> Interval | None:
    order = _month_and_day(int(match["one"]), int(match["two"]))
    return a_day(latest_day(*order, moment.today, ahead=moment.ahead)) if order else None


@NUMERIC.rule(r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[012])(?![\d/-])")
def _month(match: re.Match[str], _: Moment) -> Interval:
    return a_month(int(match["year"]), int(match["month"]))


def _month_and_day(one: int, two: int) -> tuple[int, int] | None:
    if one > 12 >= two:
        return two, one
    return (one, two) if two > 12 or one == two else None
