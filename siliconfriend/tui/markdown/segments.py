"""Long Markdown cut into parts that can be laid out one by one."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

MOST_CHARACTERS: Final = 3_000
MOST_LINES: Final = 40
LONGEST_FENCE: Final = 100
"""What a code block opens with again: with a whole line as long as a part the rest would never grow shorter."""
LONGEST_HEAD: Final = 500
"""Characters of a table's first line that are said again."""

_FENCE: Final = re.compile(r"\s{0,3}(`{3,}|~{3,})")

_DASHES: Final = re.compile(r" {0,3}(?=.*\|)\|?(?: *:?-+:? *\|?)+$")
_OTHER_BLOCK: Final = re.compile(r" {0,3}(?:[-*+] |\d+[.)] |>|#{1,6} )")


class _Table(NamedTuple):
    """What is known of a table after a line: its `first` line, the dashes below that, and whether a row follows."""

    first: str = ""
    dashes: str = ""
    rows: bool = False

    @property
    def begins(self) -> bool:
        """Whether a cut here would leave the rest without what makes it a table."""
        return bool(self.first) and not self.rows

    @property
    def head(self) -> str:
        """What the rest of the table is to begin with; nothing where no row would be left in the first part."""
        return f"{self.first}\n{self.dashes}\n" if self.rows and len(self.first) <= LONGEST_HEAD else ""

    def after(self, line: str) -> _Table:
        """What is known after the next line."""
        if "|" not in line or _OTHER_BLOCK.match(line):
            return _NO_TABLE
        if self.dashes:
            return self._replace(rows=True)
        if self.first and _DASHES.match(line) and _cells(line) == _cells(self.first):
            return self._replace(dashes=line.rstrip())
        return _Table(line)


_NO_TABLE: Final = _Table()


def segments(text: str) -> list[str]:
    """`text` in parts of a bounded size; joined they say the same."""
    parts = []
    while found := split(text):
        head, text = found
        parts.append(head)
    return [*parts, text]


class _Place(NamedTuple):
    """A line's end: the code block that is open there by its first line, and the head of the table that goes on."""

    at: int
    fence: str = ""
    head: str = ""


def split(text: str) -> tuple[str, str] | None:
    """The first part and the rest; None when `text` is short enough to be one part.

    The cut is at a blank line if there is one, else at a line's end (if possible where the next is not indented:
    that may belong to an item), else between two words, else anywhere. Inside a code block the fence is closed in
    the first part and opened again in the rest; inside a table the rest has its head again.
    """
    end = _limit(text)
    if end >= len(text):
        return None
    blank, place, outermost, table = 0, _Place(0), _Place(0), _NO_TABLE
    for line in text[:end].split("\n")[:-1]:
        fence = _after(line, place.fence)
        table = _NO_TABLE if fence else table.after(line)
        place = _Place(place.at + len(line) + 1, fence, table.head)
        if not fence and not line.strip():
            blank = place.at
        if not (fence or table.begins or text[place.at].isspace()):
            outermost = place
    if blank >= end // 3:
        return text[:blank], text[blank:]
    if outermost.at >= end // 3:
        place = outermost
    cut, fence, head = place if place.at >= end // 3 else _Place(end, place.fence)
    if not fence:
        if place.at < end // 3:
            cut = text.rfind(" ", end // 3, end) + 1 or end
        return text[:cut], head + text[cut:]
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


def _cells(line: str) -> int:
    return line.strip().strip("|").replace("\\|", "").count("|")
