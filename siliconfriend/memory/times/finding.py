"""From a text to the times it names: the rules of each language, then ranges made of two of their finds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from siliconfriend.language import Language
from siliconfriend.memory.times.chinese import TOLD as CHINESE_TOLD
from siliconfriend.memory.times.chinese_counted import COUNTED as CHINESE_COUNTED
from siliconfriend.memory.times.chinese_dates import DATES as CHINESE_DATES
from siliconfriend.memory.times.chinese_spans import SPANS as CHINESE_SPANS
from siliconfriend.memory.times.english import TOLD as ENGLISH_TOLD
from siliconfriend.memory.times.english_counted import COUNTED as ENGLISH_COUNTED
from siliconfriend.memory.times.english_dates import DATES as ENGLISH_DATES
from siliconfriend.memory.times.english_months import MONTHS_AND_YEARS as ENGLISH_MONTHS
from siliconfriend.memory.times.intervals import Kind, span, week_of
from siliconfriend.memory.times.numeric import NUMERIC
from siliconfriend.memory.times.table import Item

_ENGLISH = ENGLISH_DATES + ENGLISH_MONTHS + ENGLISH_TOLD + ENGLISH_COUNTED
_CHINESE = CHINESE_DATES + CHINESE_TOLD + CHINESE_COUNTED + CHINESE_SPANS
_NARROW = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: " ", 0x2019: "'", 0xA0: " ", 0x130: "I"}
_LATIN = re.compile("[A-Za-z]")
_HAN = re.compile("[\u4e00-\u9fff]")
_DIGIT = re.compile("[0-9]")
_TO = re.compile(r"\s*(?:to|till|until|through|thru|[-–—~～]|到|至|一直到)\s*(?:on )?", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|和|与|跟)\s*(?:on )?", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
_BOTH = re.compile("(?:这[几两三]?天)?之间")
_SINCE_BEFORE = re.compile(r"\bsince (?:the )?$", re.IGNORECASE)
_SINCE_WITHIN = re.compile(r"since\b", re.IGNORECASE)
_FROM_BEFORE = re.compile("(?:[从自打]|自从)$")
_SINCE_AFTER = re.compile("以来|开始|起(?!床|来)|至今|到现在")
_OPEN_BEFORE = re.compile(
    r"\b(?:before|after|until|till|by|prior to|following|(?:days?|weeks?|months?) from) (?:the )?$", re.IGNORECASE
)
_OPEN_AFTER = re.compile("(?:以|之)?前(?!天|面|往|去|来|夫|女|男|任|台|后)|(?:以|之)后|后(?!来|面|悔|天)")
_WEEK_OF = re.compile(r"\bthe week of (?:the )?$", re.IGNORECASE)
_NEAR = 16


@dataclass(frozen=True, slots=True)
class Named:
    """The days `first` to `last`, both included, that `text[start:end]` names.

    `future`: they had not begun when it was said.
    """

    first: date
    last: date
    start: int
    end: int
    kind: Kind
    future: bool


def times_named(text: str, now: datetime | date, language: Language | None = None) -> list[Named]:
    """The times that `text` names, in its order, none overlapping in the text.

    A time without a year, month or week is the latest such before `now`, or the next when its clause looks
    ahead. What is ambiguous or open on one side ("before May") names nothing.

    Args:
        now: the moment of asking for a question; the day it was said for a stored turn.
        language: the language of the words; None: whichever it has letters of.
    """
    moment = now if isinstance(now, datetime) else datetime.combine(now, time(12))
    narrow = text.translate(_NARROW)
    today = moment.date()
    found = _ranges(narrow, _apart(_items(narrow, moment, language)))
    return [_named(item, today) for item in _closed(narrow, found, today)]


def times_mentioned(text: str, now: datetime | date) -> list[Named]:
    """Every time that stands in `text`, each by itself, also those open on one side ("before May")."""
    moment = now if isinstance(now, datetime) else datetime.combine(now, time(12))
    return [_named(item, moment.date()) for item in _apart(_items(text.translate(_NARROW), moment, None))]


def _items(text: str, moment: datetime, language: Language | None) -> list[Item]:
    found: list[Item] = []
    if _DIGIT.search(text):
        found += NUMERIC.find(text, moment)
    if language is not Language.CN and _LATIN.search(text):
        found += _ENGLISH.find(text, moment)
    if language is not Language.EN and _HAN.search(text):
        found += _CHINESE.find(text, moment)
    return found


def _named(item: Item, today: date) -> Named:
    days = item.interval
    return Named(days.first, days.last, item.start, item.end, days.kind, days.first > today)


def _apart(items: list[Item]) -> list[Item]:
    """Without those that overlap an earlier or longer one."""
    kept: list[Item] = []
    for item in sorted(items, key=lambda one: (one.start, -one.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _ranges(text: str, items: list[Item]) -> list[Item]:
    """Two neighbours joined by "to" are one range; its first end is told from its last."""
    joined: list[Item] = []
    for item in items:
        if joined and _joins(text, joined[-1], item):
            first = joined[-1]
            if first.interval.first > item.interval.last:
                first = first.read_on(item.interval.last) or first
            if first.interval.first <= item.interval.last:
                days = span(first.interval.first, item.interval.last)
                joined[-1] = replace(first, end=item.end, interval=days)
                continue
        joined.append(item)
    return joined


def _joins(text: str, first: Item, second: Item) -> bool:
    if second.start - first.end > _NEAR:
        return False
    if _TO.fullmatch(text, first.end, second.start):
        return True
    return _AND.fullmatch(text, first.end, second.start) is not None and (
        _BETWEEN.search(text, max(0, first.start - _NEAR), first.start) is not None
        or _BOTH.match(text, second.end) is not None
    )


def _closed(text: str, items: list[Item], today: date) -> list[Item]:
    """Those since which ... last until today; those open on one side are left out."""
    closed: list[Item] = []
    for item in items:
        before = max(0, item.start - _NEAR)
        since = (
            _SINCE_BEFORE.search(text, before, item.start)
            or _SINCE_WITHIN.match(text, item.start, item.end)
            or (
                _SINCE_AFTER.match(text, item.end)
                and (text.startswith("以来", item.end) or _FROM_BEFORE.search(text, before, item.start))
            )
        )
        if _WEEK_OF.search(text, before, item.start):
            closed.append(replace(item, interval=week_of(item.interval.first)))
        elif since and item.interval.first <= today:
            closed.append(replace(item, interval=span(item.interval.first, today)))
        elif not (_OPEN_BEFORE.search(text, before, item.start) or _OPEN_AFTER.match(text, item.end)):
            closed.append(item)
    return closed
