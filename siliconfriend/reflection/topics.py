"""Topics that come back: words, and in Chinese runs of two to four characters, found in several places."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from siliconfriend.language import Language, words
from siliconfriend.memory.lexical import telling_terms

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_HAN = re.compile(r"[\u3400-\u9fff]+")
LONGEST_RUN = 4
SHORTEST_WORD = 4
"""Shorter English words are seldom what a day was about."""


def topics(groups: Sequence[Iterable[str]], language: Language, *, at_least: int) -> list[str]:
    """What comes up in `at_least` of the groups of sentences, or of a single group's sentences; most first."""
    places = [[one] for one in groups[0]] if len(groups) == 1 else [list(group) for group in groups]
    dull = _dull(language)
    found = _runs(places, at_least) if language is Language.CN else _words(places)
    return [word for word, count in found.most_common() if count >= at_least and word.casefold() not in dull]


@cache
def _dull(language: Language) -> frozenset[str]:
    """Words that come back whatever a day was about."""
    return frozenset(words(language)("reflection.extract.dull").split())


def _words(places: Sequence[Sequence[str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for place in places:
        here: set[str] = set()
        for sentence in place:
            for at, word in enumerate(_WORD.findall(sentence)):
                terms = telling_terms(word)
                if len(word) >= SHORTEST_WORD and len(terms) == 1:
                    here.add(terms[0])
                    written[terms[0]][word if at else word.lower()] += 1
        counts.update(here)
    return Counter({written[term].most_common(1)[0][0]: count for term, count in counts.items()})


def _runs(places: Sequence[Sequence[str]], at_least: int) -> Counter[str]:
    """Runs of characters; one within a longer one that comes up as often is none of its own."""
    counts: Counter[str] = Counter()
    for place in places:
        counts.update({run for sentence in place for run in _runs_of(sentence)})
    kept: dict[str, int] = {}
    often = [(run, count) for run, count in counts.items() if count >= at_least]
    for run, count in sorted(often, key=lambda one: -len(one[0])):
        if not any(run in longer and held >= count for longer, held in kept.items()):
            kept[run] = count
    return Counter(kept)


def _runs_of(sentence: str) -> Iterator[str]:
    for found in _HAN.finditer(sentence):
        text = found[0]
        for length in range(2, LONGEST_RUN + 1):
            for at in range(len(text) - length + 1):
                run = text[at : at + length]
                if all(map(_tells, run)):
                    yield run


@lru_cache(maxsize=8192)
def _tells(character: str) -> bool:
    return bool(telling_terms(character))
