"""Where a line of text is broken, between words and between Chinese characters."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from rich.cells import cell_len, get_character_cell_size

_WIDE: Final = (
    r"\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003fffd"
)
_OPENING: Final = r"（「『【《〈“‘(\[{"
_CLOSING: Final = r"，。、；：？！）」』】》〉”’…—～·,.;:?!)\]}%"
_CHUNK: Final = rf"[{_OPENING}]*[{_WIDE}][{_CLOSING}]*\s*|[^\s{_WIDE}]+\s*|\s+"


@cache
def _chunk() -> re.Pattern[str]:
    """Compiled when the first line is broken: that takes 3 ms."""
    return re.compile(_CHUNK)


def breaks(text: str, width: int, *, blanks_hang: bool = True) -> list[int]:
    """The places where `text`, one line, is broken to fit into `width` cells.

    A word longer than a line is broken anywhere; no line begins with closing punctuation or ends with an opening
    one. White space may hang over the end, unless it is not to.
    """
    if text.isascii() and len(text) <= width:
        return []
    found: list[int] = []
    used = 0
    for match in _chunk().finditer(text):
        chunk = match[0]
        size = cell_len(chunk)
        needed = cell_len(chunk.rstrip()) if blanks_hang else size
        if used + needed <= width:
            used += size
            continue
        start = match.start()
        if used:
            found.append(start)
        used = size
        if needed > width:
            used = 0
            for place, char in enumerate(chunk, start):
                cells = get_character_cell_size(char)
                if used + cells > width and used:
                    found.append(place)
                    used = 0
                used += cells
    return found


def folds(text: str, width: int) -> list[int]:
    """The places where `text`, a line of code, is broken: wherever the line is full."""
    if cell_len(text) <= width:
        return []
    found, used = [], 0
    for place, char in enumerate(text):
        cells = get_character_cell_size(char)
        if used + cells > width and used:
            found.append(place)
            used = 0
        used += cells
    return found
