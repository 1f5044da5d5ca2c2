"""Where a text holds what is looked for, and a piece of it around the first such place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from textual.content import Content

from siliconfriend.memory.lexical import search_terms
from siliconfriend.memory.looked_for import parts
from siliconfriend.tui.visible import one_line

Span = tuple[int, int]

BEFORE: Final = 24
LONGEST: Final = 160
_WORD: Final = re.compile(r"[^\W_]+")


def marks(text: str, wanted: str) -> list[Span]:
    """The places in `text` of each part of `wanted`, as written or in another form of the word; none overlap."""
    found: list[Span] = []
    for part in parts(wanted):
        as_written = "|".join(map(re.escape, part.forms))
        literal = [one.span() for one in re.finditer(as_written, text, re.IGNORECASE)]
        found += literal or ([] if part.phrase else _other_forms(text, part.text))
    return _apart(sorted(found))


def _other_forms(text: str, word: str) -> list[Span]:
    stems = set(search_terms(word))
    return [one.span() for one in _WORD.finditer(text) if one[0].isascii() and stems & set(search_terms(one[0]))]


def _apart(spans: Sequence[Span]) -> list[Span]:
    apart: list[Span] = []
    for begin, end in spans:
        if apart and begin <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((begin, end))
    return apart


def snippet(text: str, wanted: str) -> Content:
    """A line of `text` around the first place that holds `wanted`, every such place marked."""
    line = one_line(text)
    places = marks(line, wanted)
    first = max(0, places[0][0] - BEFORE) if places else 0
    cut = line[first : first + LONGEST]
    shown = Content(("…" if first else "") + cut + ("…" if first + LONGEST < len(line) else ""))
    moved = first - bool(first)
    for begin, end in places:
        if begin - moved < len(shown.plain):
            shown = shown.stylize("$accent bold", begin - moved, min(end - moved, len(shown.plain)))
    return shown
