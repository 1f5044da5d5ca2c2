"""A table of rules: patterns in order of preference, each with what its words mean on a given day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from siliconfriend.memory.times.intervals import Interval
from siliconfriend.memory.times.tense import Tense, tense_around

_GROUP = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True, slots=True)
class Moment:
    """When words are said, and where in the text, as written, they are."""

    now: datetime
    text: str
    start: int
    end: int

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def tense(self) -> Tense:
        return tense_around(self.text, self.start, self.end)

    @property
    def ahead(self) -> bool:
        return self.tense is Tense.AHEAD


Reading = Callable[[re.Match[str], Moment], Interval | None]


@dataclass(frozen=True, slots=True)
class Item:
    """A match of a rule and what it means; `read_on` says what it would mean on another day."""

    start: int
    end: int
    interval: Interval
    match: re.Match[str]
    text: str
    reading: Reading

    def read_on(self, day: date) -> Item | None:
        """The same words, said on `day`."""
        return _item(self.match, self.reading, self.text, datetime(day.year, day.month, day.day, 12))


class Table:
    """Rules of one language. At a place in the text the first rule that matches takes it, even if it then
    finds no such day: so a look-alike is a rule that names nothing.
    """

    def __init__(self, lead: str) -> None:
        """Args:
        lead: a pattern without width that must hold where any rule begins.
        """
        self._lead = lead
        self._rules: list[tuple[str, Reading]] = []

    def __add__(self, other: Table) -> Table:
        """The rules of both; this one's are preferred."""
        both = Table(self._lead)
        both._rules = self._rules + other._rules
        return both

    def rule(self, *patterns: str) -> Callable[[Reading], Reading]:
        """Let a function read what any of `patterns` matches."""

        def add(reading: Reading) -> Reading:
            self._rules.extend((pattern, reading) for pattern in patterns)
            return reading

        return add

    def find(self, text: str, now: datetime) -> Iterator[Item]:
        """What the rules find in `text`, from its beginning, nothing overlapping.

        Patterns see the text in small letters; `text` must be as long so.
        """
        scanner, patterns = self._compiled
        lowered = text.lower()
        for found in scanner.finditer(lowered):
            index = int((found.lastgroup or "_0")[1:])
            match = patterns[index].match(lowered, found.start())
            item = _item(match, self._rules[index][1], text, now) if match else None
            if item:
                yield item

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], list[re.Pattern[str]]]:
        patterns = [re.compile(pattern, re.ASCII) for pattern, _ in self._rules]
        plain = (_GROUP.sub("(?:", pattern) for pattern, _ in self._rules)
        every = "|".join(f"(?P<_{index}>{pattern})" for index, pattern in enumerate(plain))
        return re.compile(f"{self._lead}(?:{every})", re.ASCII), patterns


def _item(match: re.Match[str], reading: Reading, text: str, now: datetime) -> Item | None:
    start, end = match.span()
    try:
        interval = reading(match, Moment(now, text, start, end))
    except (ValueError, OverflowError):
        return None
    return Item(start, end, interval, match, text, reading) if interval else None
