"""The key facts of a reference answer: its numbers, dates, names and telling words.

What the question says already is no news, so it is no fact, unless nothing else is left. What comes first in an
answer counts threefold: the rest mostly explains it. Numbers, dates and names count twice what other words do.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.evaluation.scoring.numbers import in_figures, numbers
from siliconfriend.language import Language
from siliconfriend.memory.lexical import query_terms, search_terms
from siliconfriend.memory.times import Kind, times_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from siliconfriend.memory.times import Named

FIRST_COUNTS = 3.0
HARD_COUNTS = 2.0

_FIRST_PART = re.compile(
    r"[:;(：；（]|[.!?](?:\s|$)|[。！？]|,\s+(?:because|since|which|who|where|but|and|so)\b|，?因为"
)
_CAPITAL = re.compile(r"(?<![\w'’])[A-Z][\w'’]*[a-z][\w'’]*")
_SENTENCE_BEGINS = frozenset(".!?:;…(\"'“”‘’—–-\n")
_NO_NAMES = frozenset("I Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())  # noqa: SIM905 - readable
_FIGURE = re.compile(r"\d")
_SIDES = frozenset({"yes", "no"})


@dataclass(frozen=True, slots=True)
class Fact:
    """`key` is what is looked for in a reply: a number, an ISO day, or a search term."""

    kind: str
    key: str
    weight: float


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that a text holds which could be a fact."""

    numbers: frozenset[str]
    days: frozenset[str]
    terms: frozenset[str]

    def holds(self, kind: str, key: str) -> bool:
        """Whether this fact is there."""
        return key in {"number": self.numbers, "day": self.days}.get(kind, self.terms)


def held(text: str, now: datetime) -> Held:
    """What `text`, said at `now`, holds."""
    days = _days(text, now)
    return Held(
        frozenset(numbers(text)),
        frozenset(one.first.isoformat() for one in days),
        frozenset(search_terms(text)),
    )


def key_facts(answer: str, question: str, now: datetime, language: Language) -> list[Fact]:
    """The facts of `answer`, each once, the weightier where it comes twice."""
    known = held(question, now)
    everything = list(_facts(answer, now, language))
    news = [one for one in everything if not known.holds(one.kind, one.key)]
    best: dict[tuple[str, str], Fact] = {}
    for fact in news or everything:
        before = best.get((fact.kind, fact.key))
        if before is None or before.weight < fact.weight:
            best[fact.kind, fact.key] = fact
    return list(best.values())


def names(text: str) -> list[str]:
    """Words with a capital inside a sentence."""
    found = []
    for word in _CAPITAL.finditer(text):
        before = text[: word.start()].rstrip(" ")
        if before and before[-1] not in _SENTENCE_BEGINS and word[0] not in _NO_NAMES:
            found.append(word[0])
    return found


def without_days(text: str, days: Container[date], now: datetime) -> str:
    """`text`, said at `now`, without what names one of `days`."""
    return _without(text, [one for one in _days(text, now) if one.first in days])


def _facts(answer: str, now: datetime, language: Language) -> Iterator[Fact]:
    cut = _FIRST_PART.search(answer, 2)
    first, rest = (answer[: cut.start()], answer[cut.start() :]) if cut else (answer, "")
    for part, weight in ((first, FIRST_COUNTS), (rest, 1.0)):
        days = _days(part, now)
        yield from (Fact("day", one.first.isoformat(), HARD_COUNTS * weight) for one in days)
        left = in_figures(_without(part, days))
        yield from (Fact("number", one, HARD_COUNTS * weight) for one in numbers(left))
        named = {term for name in names(left) for term in search_terms(name)}
        for term in query_terms(left):
            if not _FIGURE.search(term) and _tells(term, language):
                yield Fact(
                    "name" if term in named else "word", term, (HARD_COUNTS if term in named else 1) * weight
                )


def _tells(term: str, language: Language) -> bool:
    return len(term) > 1 and term not in _SIDES and (language is Language.EN or len(term) == 2 or term.isascii())


def _days(text: str, now: datetime) -> Sequence[Named]:
    return [one for one in times_named(text, now) if one.kind is Kind.DAY]


def _without(text: str, times: Sequence[Named]) -> str:
    for one in reversed(times):
        text = f"{text[: one.start]} {text[one.end :]}"
    return text
