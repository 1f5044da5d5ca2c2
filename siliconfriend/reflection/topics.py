"""Topics that come back: words, and in Chinese runs of two to four characters, found in several places.

Nothing here knows Chinese words. Rather no topic than half of a word.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache, lru_cache
from itertools import groupby

from siliconfriend.language import Language, words
from siliconfriend.memory.lexical import telling_terms

_WORD = re.compile(r"(?<![^\W_])[^\W_]++(?:[-‐‑][^\W_]++)+|[^\W\d_]+(?:['’][^\W\d_]+)?")
_HAN = re.compile(r"[\u3007\u3400-\u9fff\d]+")
_NUMBER = r"[\d〇零一二两三四五六七八九十百千万几半]"
_MEASURE = (
    "(?:个月|小时|分钟|公里|星期|礼拜|点钟|点半|块钱|"
    "[个句次天年月日号点分秒周岁位只条张本件块家间部场种样份页篇首支台辆座层步回遍趟顿碗杯瓶盒双套段直起定般边共切些下会旦])"
)
_COUNTED = re.compile(
    rf"(?:周|星期|礼拜)[一二三四五六日天末]|[上下]++(?:个月|个|次|回|周|星期|礼拜|月)"
    rf"|[这那哪每某各]?第?{_NUMBER}++多?{_MEASURE}|[这那哪每某各]{_MEASURE}|(?P<uncounted>[上下]++|{_NUMBER}++)"
)
"""What counts nothing is found whole: else each character of it would begin a number of its own."""
_REST_OF_NUMBER = re.compile(f"第?{_NUMBER}.*")
"""A number that counts nothing known may be the beginning of a word: what follows may be half of one."""
_PASSING = frozenset("着从到去来再又该完叫")
"""Characters that tell something in a question, and are hardly ever part of what a day was about."""
LONGEST_RUN = 4
MANY_BESIDE = 3
"""So many characters beside a run are hardly all the other half of a word."""
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
        here: dict[str, None] = {}
        for sentence in place:
            for at, word in enumerate(_names(sentence)):
                terms = telling_terms(word)
                if len(word) >= SHORTEST_WORD and len(terms) == 1:
                    here[terms[0]] = None
                    written[terms[0]][word if at else word.lower()] += 1
        counts.update(list(here))
    return Counter({written[term].most_common(1)[0][0]: count for term, count in counts.items()})


def _names(sentence: str) -> Iterator[str]:
    """Its words without 's, and an empty one for what is hardly a name of anything: can't, walked."""
    for word in _WORD.findall(sentence):
        name, _, ending = word.replace("’", "'").partition("'")
        yield "" if ending.casefold() not in ("", "s") or name.casefold().endswith("ed") else name


def _runs(places: Sequence[Sequence[str]], at_least: int) -> Counter[str]:
    """Runs of characters, but for those that may be half of a word: one that does not stand apart on both sides,
    and one within a longer one that comes up as often (half as often, if that one stands apart).
    """
    counts: Counter[str] = Counter()
    before: dict[str, set[str]] = defaultdict(set)
    after: dict[str, set[str]] = defaultdict(set)
    for place in places:
        here: dict[str, None] = {}
        for text in _pieces(place):
            for length in range(2, LONGEST_RUN + 2):
                for at in range(len(text) - length + 1):
                    run = text[at : at + length]
                    here[run] = None
                    before[run].add(text[at - 1 : at])
                    after[run].add(text[at + length : at + length + 1])
        counts.update(list(here))
    kept: dict[str, int] = {}
    within: dict[str, list[str]] = defaultdict(list)
    often = [(run, count) for run, count in counts.items() if count >= at_least]
    apart = {run for run, _ in often if _apart(before[run]) and _apart(after[run])}
    for run, count in sorted(often, key=lambda one: -len(one[0])):
        if all(kept[longer] * (2 if longer in apart else 1) < count for longer in within[run]):
            kept[run] = count
            for part in _parts(run):
                within[part].append(run)
    return Counter({run: count for run, count in kept.items() if len(run) <= LONGEST_RUN and run in apart})


def _parts(run: str) -> set[str]:
    """The shorter runs in a run."""
    sizes = range(2, len(run))
    return {run[at : at + size] for size in sizes for at in range(len(run) - size + 1)}


def _apart(beside: Set[str]) -> bool:
    """Whether a run ends where its neighbours begin: once there is none, or there are many."""
    return "" in beside or len(beside) >= MANY_BESIDE


def _pieces(place: Iterable[str]) -> Iterator[str]:
    """What stands between function characters, dull words, and numbers with what they count."""
    dull = _dull_words()
    for sentence in place:
        uncounted = _COUNTED.sub(lambda found: found["uncounted"] or " ", sentence)
        for found in _HAN.finditer(dull.sub(" ", uncounted)):
            for tells, characters in groupby(found[0], _tells):
                if tells:
                    yield _REST_OF_NUMBER.sub("", "".join(characters))


@cache
def _dull_words() -> re.Pattern[str]:
    """The dull words of Chinese, of two that begin alike the longer one."""
    return re.compile("|".join(map(re.escape, sorted(_dull(Language.CN), key=len, reverse=True))))


@lru_cache(maxsize=8192)
def _tells(character: str) -> bool:
    return character not in _PASSING and bool(telling_terms(character))
