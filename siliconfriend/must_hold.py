"""What a text must hold for a pattern to be found in it: most hold nothing of it, and need not be searched."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from importlib import import_module
from itertools import pairwise, product
from typing import Any, Final

MOST_STEMS: Final = 64
"""In place of a pattern: more than that are looked for no faster than the pattern."""
WEIGHT_BEYOND_ASCII: Final = 3
"""A Chinese character is as rare as some English letters together."""
LIGHTEST: Final = 3
BEGINNING: Final = 3
"""Signs by which stems are looked up."""

Stems = frozenset[str]


class Guarded:
    """Patterns, any of which may be in a text; only those are searched for of whose stems it holds one."""

    def __init__(self, patterns: Sequence[str], flags: int) -> None:
        self._patterns, self._flags = patterns, flags
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._always: list[int] = []
        self._by_beginning: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            found = stems(pattern, flags)
            if not found:
                self._always.append(number)
            for stem in found:
                self._by_beginning[stem[:BEGINNING]].append((stem, number))

    def may_be_in(self, text: str, pieces: Set[str]) -> bool:
        """Whether any pattern may be in `text`, which is made of `pieces`: see `pieces_of`."""
        return bool(self._always) or next(self._likely(text, pieces), None) is not None

    def are_in(self, text: str, pieces: Set[str]) -> bool:
        """Whether any pattern is found in `text`."""
        likely = dict.fromkeys([*self._always, *self._likely(text, pieces)])
        return any(self._pattern(number).search(text) for number in likely)

    def _likely(self, text: str, pieces: Set[str]) -> Iterator[int]:
        for beginning in self._by_beginning.keys() & pieces:
            for stem, number in self._by_beginning[beginning]:
                if stem in text:
                    yield number

    def _pattern(self, number: int) -> re.Pattern[str]:
        """Compiled when it is likely for the first time."""
        if number not in self._compiled:
            self._compiled[number] = re.compile(self._patterns[number], self._flags)
        return self._compiled[number]


def pieces_of(text: str) -> Set[str]:
    """Each sign of `text`, and what stands in a row, as long as the beginnings of stems are."""
    pieces = set(text)
    pieces.update(map("".join, pairwise(text)))
    pieces.update(map("".join, zip(text, text[1:], text[2:], strict=False)))
    return pieces


def stems(pattern: str, flags: int = 0) -> Stems:
    """Every text that `pattern` is found in holds one of them; empty when there are none worth looking for."""
    try:
        parsed = import_module("re._parser").parse(pattern, flags)
    except ImportError:  # it is no promise of Python's; without it all is searched
        return frozenset()
    if parsed.state.flags & re.IGNORECASE:
        return frozenset()
    found = _best(_runs(parsed)) or frozenset()
    return found if found and _weight(found) >= LIGHTEST else frozenset()


def _runs(parsed: Any) -> list[Stems]:
    """For each place of a sequence, all that may stand there, if anything must; what stands in a row together."""
    found: list[Stems] = []
    row: Stems = frozenset({""})
    for operation, value in parsed:
        exactly = _exactly(str(operation), value)
        if exactly is not None and len(row) * len(exactly) <= MOST_STEMS:
            row = frozenset(map("".join, product(row, exactly)))
            continue
        found.append(row)
        row = exactly or frozenset({""})
        if exactly is None:
            found += _within(str(operation), value)
    return [*found, row]


def _exactly(operation: str, value: Any) -> Stems | None:
    """All that a part can be, where that is little."""
    if operation == "LITERAL":
        return frozenset({chr(value)})
    if operation == "IN" and all(str(kind) == "LITERAL" for kind, _ in value):
        return frozenset(chr(sign) for _, sign in value)
    if operation == "AT" or operation.startswith("ASSERT"):
        return frozenset({""})
    if operation == "SUBPATTERN" and not value[1]:
        return _whole(value[-1])
    if operation == "BRANCH":
        each = [_whole(one) for one in value[1]]
        whole = frozenset().union(*(one for one in each if one is not None))
        return whole if None not in each and len(whole) <= MOST_STEMS else None
    if operation == "MAX_REPEAT" and value[:2] == (0, 1):
        once = _whole(value[2])
        return None if once is None else once | {""}
    return None


def _whole(parsed: Any) -> Stems | None:
    """All that a sequence can be, where that is little."""
    whole: Stems = frozenset({""})
    for operation, value in parsed:
        exactly = _exactly(str(operation), value)
        if exactly is None or len(whole) * len(exactly) > MOST_STEMS:
            return None
        whole = frozenset(map("".join, product(whole, exactly)))
    return whole


def _within(operation: str, value: Any) -> list[Stems]:
    """What must stand within a part that can be much."""
    if operation == "SUBPATTERN" and not value[1]:
        return _runs(value[-1])
    if operation in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0:
        return _runs(value[2])
    if operation == "BRANCH":
        each = [_best(_runs(one)) for one in value[1]]
        if None not in each:
            return [frozenset().union(*(one for one in each if one is not None))]
    return []


def _best(found: list[Stems]) -> Stems | None:
    """Those that are met least: the longest, and of these the fewest; none that holds another."""
    useful = [
        frozenset(stem for stem in one if not any(other in stem for other in one - {stem}))
        for one in found
        if "" not in one
    ]
    return max(useful, key=lambda one: (_weight(one), -len(one)), default=None)


def _weight(found: Stems) -> int:
    return min(sum(1 if sign.isascii() else WEIGHT_BEYOND_ASCII for sign in stem) for stem in found)
