"""What steps of the schema once took from the code of their day, kept as it was: a released step never changes.

Nothing else uses it, and nothing here uses what may change.
"""

from __future__ import annotations

import re
import unicodedata

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<word>(?:(?![{_UNSPACED}])[^\W_])+(?:'(?:(?![{_UNSPACED}])[^\W_])+)*)"
)


def holds_in_2026(text: str, words: str) -> bool:
    """Whether `words` stand in `text` one after the other, whatever their case, width, blanks and signs."""
    wanted, held = (f" {' '.join(_in_a_row(one))} " for one in (words, text))
    return bool(wanted.strip()) and wanted in held


def _in_a_row(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    found: list[str] = []
    for run in _RUN.finditer(folded):
        found += run["unspaced"] or [run["word"]]
    return found
