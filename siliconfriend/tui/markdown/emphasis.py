"""Paragraphs in which words are emphasized and nothing else: read without the parser, which takes 20 ms to import.

Only what can be read in one way is read here; everything that might be anything else is left to the parser.
"""

from __future__ import annotations

import re
from typing import Final

from textual.content import Content, Span

from siliconfriend.tui.markdown.signs import is_plain

_RUN: Final = re.compile(r"\*+")
_SPACE: Final = re.compile(r"\s+")
_UNSURE: Final = re.compile(r"\w\.\w|[^\S \n]")
"""What may be a link, and white space other than blanks and line ends."""
_STYLES: Final = {"*": ".em", "**": ".strong"}


def only_emphasis(text: str) -> bool:
    """Whether `text` is plain but for its asterisks."""
    return is_plain(text.replace("*", "")) and not _UNSURE.search(text)


def emphasized(line: str) -> Content:
    """A line with its emphasis.

    Raises:
        ValueError: the asterisks in it may be something else.
    """
    parts: list[str] = []
    spans: list[Span] = []
    opened, start, size, end = "", 0, 0, 0

    def write(text: str) -> None:
        nonlocal size
        shown = _SPACE.sub(" ", text)
        parts.append(shown)
        size += len(shown)

    for run in _RUN.finditer(line):
        before, after = line[run.start() - 1 : run.start()], line[run.end() : run.end() + 1]
        write(line[end : run.start()])
        end = run.end()
        if not opened and run[0] in _STYLES and after.isalnum():
            opened, start = run[0], size
        elif opened == run[0] and _closes(before, after):
            spans.append(Span(start, size, _STYLES[opened]))
            opened = ""
        else:
            raise ValueError(line)
    if opened:
        raise ValueError(line)
    write(line[end:])
    return Content("".join(parts), spans=spans)


def _closes(before: str, after: str) -> bool:
    return before.isalnum() or (before not in {" ", "*"} and after in {"", " "})
