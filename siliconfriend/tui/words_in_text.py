"""Where words begin and end under the cursor, in text that may have no spaces.

A run of letters and digits is a word; each Chinese character or kana is one of its own, since nothing marks
where a Chinese word ends; so is each run of punctuation.
"""

from __future__ import annotations

import re
from typing import Final

_CJK: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN: Final = re.compile(rf"[{_CJK}]+|[^\W{_CJK}]+|[^\w\s]+|\s+")
_WORD: Final = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+|[^\w\s]+")


def word_left(line: str, column: int) -> int:
    """The column where the word left of `column` begins; 0 when there is none."""
    begin = 0
    for word in _WORD.finditer(line[:column]):
        begin = word.start()
    return begin


def word_right(line: str, column: int) -> int:
    """The column where the next word after the one at `column` begins; the line's end when there is none."""
    for word in _WORD.finditer(line):
        if word.start() > column:
            return word.start()
    return len(line)


def word_end(line: str, column: int) -> int:
    """The column where the word at or right of `column` ends; the line's end when there is none."""
    found = _WORD.search(line, column)
    return found.end() if found else len(line)


def run_around(line: str, column: int) -> tuple[int, int]:
    """Where what stands at `column` begins and ends: a word, Chinese up to the next sign, signs, or blanks."""
    for run in _RUN.finditer(line):
        if run.end() > column:
            return run.span()
    return len(line), len(line)
