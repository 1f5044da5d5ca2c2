"""What a model wrote, checked against what it was given: no date that no source has, nothing the person denied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from siliconfriend.memory.sentences import joined, sentences, telling, without
from siliconfriend.memory.times import Kind, Named, times_mentioned

_WRITTEN = re.compile(
    r"\d|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b|[一二三四五六七八九十]+[月日号]",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(?:ago|days?|weeks?|months?|years?)\b|[天周年]前|个月|星期|礼拜", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LEAD = re.compile(
    r"(?:[,，]?\s*\b(?:on|since|by|before|after|until|till|from|to|in|at|around|of|for|the|dated|and)\s+)+$|[在于从自到至][了]?$",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"^(?:那天|当天|这天)?的?(?=[\u3400-\u9fff])")
_EMPTY_BRACKETS = re.compile(r"(?<!\s)\s*+[(（]\s*+[)）]")
_SPACE_BEFORE_SIGN = re.compile(r"(?<!\s)\s++(?=[,.;:!?，。；：！？)）])")
_DOUBLE = re.compile(r"[ \t]{2,}")
_LOST_SIGN = re.compile(r"^[\s,，;；:：、]+")

LONGEST_LEAD = 40
"""Characters before a date that may be its prepositions."""


@dataclass
class Dates:
    """The dates that sources hold: those they name, and the days they are of."""

    days: set[date] = field(default_factory=set)
    yearless: set[tuple[int, int]] = field(default_factory=set)
    spans: set[tuple[date, date]] = field(default_factory=set)

    def add(self, text: str, day: date) -> None:
        """A source of `day`."""
        self.days.add(day)
        for named in times_mentioned(text, day):
            self._add(text, named)

    def _add(self, text: str, named: Named) -> None:
        self.spans.add((named.first, named.last))
        for one in {named.first, named.last}:
            if named.kind in (Kind.DAY, Kind.SPAN):
                self.days.add(one)
                if not _YEAR.search(text[named.start : named.end]):
                    self.yearless.add((one.month, one.day))

    def hold(self, text: str, named: Named) -> bool:
        """Whether a source has what `named` names in `text`."""
        if named.kind is not Kind.DAY:
            ends = [*self.spans, *((day, day) for day in self.days)]
            return any(first <= named.last and named.first <= last for first, last in ends)
        if named.first in self.days:
            return True
        key = (named.first.month, named.first.day)
        if _YEAR.search(text[named.start : named.end]):
            return key in self.yearless
        return key in self.yearless or key in {(day.month, day.day) for day in self.days}


def without_strange_dates(text: str, day: date, dates: Dates) -> str:
    """`text`, written of `day`, without the calendar dates that no source has. A sentence that was nothing else
    goes whole. What is told relatively ("yesterday") is no date.
    """
    lines = []
    for line in text.split("\n"):
        kept = [checked for one in sentences(line) if (checked := _sentence(one, day, dates))]
        if kept or not line.strip():
            lines.append(joined(kept))
    return "\n".join(lines).strip()


def _sentence(sentence: str, day: date, dates: Dates) -> str:
    strange = [
        named
        for named in times_mentioned(sentence, day)
        if _is_written(sentence[named.start : named.end]) and not dates.hold(sentence, named)
    ]
    if not strange:
        return sentence
    text = sentence
    for named in reversed(strange):
        lead = _LEAD.search(text, max(0, named.start - LONGEST_LEAD), named.start)
        before, after = text[: lead.start() if lead else named.start], text[named.end :]
        if not before.strip() or _ends_in_han(before):
            after = _TRAIL.sub("", after)
        text = f"{before.rstrip()} {after.lstrip()}" if before.strip() and after.strip() else before + after
    text = _EMPTY_BRACKETS.sub("", text)
    text = _LOST_SIGN.sub("", _DOUBLE.sub(" ", _SPACE_BEFORE_SIGN.sub("", text))).strip()
    text = re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", text)
    return text[:1].upper() + text[1:] if any(map(str.isalnum, text)) else ""


def _ends_in_han(text: str) -> bool:
    return bool(text) and "\u3400" <= text[-1] <= "\u9fff"


def _is_written(words: str) -> bool:
    """Whether a time is written as a date of the calendar."""
    return bool(_WRITTEN.search(words)) and not _COUNTED.search(words)


def without_denied(text: str, retracted: Iterable[str], struck: Sequence[str] = ()) -> str:
    """`text` without what the person retracted or struck out."""
    return without(text, [*struck, *(one for fact in retracted for one in telling(text, fact))])
