"""Long Markdown cut into parts that can be laid out one by one."""

from __future__ import annotations

import re
from typing import Final

MOST_CHARACTERS: Final = 3_000
MOST_LINES: Final = 40
LONGEST_FENCE: Final = 100
"""What a code block opens with again: with a whole line as long as a part the rest would never grow shorter."""

_FENCE: Final = re.compile(r"\s{0,3}(`{3,}|~{3,})")


def segments(text: str) -> list[str]:
    """`text` in parts of a bounded size; joined they say the same."""
    parts = []
    while found := split(text):
        head, text = found
        parts.append(head)
    return [*parts, text]


def split(text: str) -> tuple[str, str] | None:
    """The first part and the rest; None when `text` is short enough to be one part.

    The cut is at a blank line if there is one, else at a line's end, else between two words, else anywhere. Inside
    a code block the fence is closed in the first part and opened again in the rest.
    """
    end = _limit(text)
    if end >= len(text):
        return None
    blank, line_end, place, fence, fence_at_end = 0, 0, 0, "", ""
    for line in text[:end].split("\n")[:-1]:
        place += len(line) + 1
        fence = _after(line, fence)
        if not fence and not line.strip():
            blank = place
        line_end, fence_at_end = place, fence
    if blank >= end // 3:
        return text[:blank], text[blank:]
    cut, fence = (line_end, fence_at_end) if line_end >= end // 3 else (end, fence)
    if not fence:
        if line_end < end // 3:
            cut = text.rfind(" ", end // 3, end) + 1 or end
        return text[:cut], text[cut:]
    joint = "" if text[:cut].endswith("\n") else "\n"
    return f"{text[:cut]}{joint}{_mark(fence)}\n", f"{fence}\n{text[cut:]}"


def _limit(text: str) -> int:
    end = -1
    for _ in range(MOST_LINES):
        end = text.find("\n", end + 1)
        if not 0 <= end < MOST_CHARACTERS:
            return MOST_CHARACTERS
    return end + 1


def _after(line: str, fence: str) -> str:
    """The line that opened the code block that is open after `line`; `fence` was before it."""
    mark = _mark(line)
    if not mark:
        return fence
    if not fence:
        return line[:LONGEST_FENCE]
    return "" if mark.startswith(_mark(fence)) and line.strip() == mark else fence


def _mark(line: str) -> str:
    found = _FENCE.match(line)
    return found[1] if found else ""
