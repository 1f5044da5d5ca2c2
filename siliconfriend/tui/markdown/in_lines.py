"""A reply as plain words: without the signs of Markdown, items behind the dots that they have in the chat.

By the signs alone, without the parser: what shows many replies at once, or only their beginnings, is there at once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from siliconfriend.tui.markdown.signs import is_plain
from siliconfriend.tui.visible import visible

_BULLET: Final = "• "
_FENCE: Final = re.compile(r"^[ \t]*(?:`{3}|~{3}).*$", re.MULTILINE)
_NO_WORDS: Final = re.compile(r"^[ \t]*+(?:(?:[-*_] *+){3,}+|={2,}+|\|?[ :]*+-{2,}+[-:| ]*+)$", re.MULTILINE)
"""Rules, and what stands below a heading or a table's head."""
_LEAD: Final = re.compile(r"^([ \t>]*+)(?:#{1,6} +|([-*+] +)(?:\[[ xX]\] +)?)?", re.MULTILINE)
_SIDES: Final = re.compile(r"^ *+\|(.*?)\|?(?<! ) *+$", re.MULTILINE)
_INSIDE: Final = r"((?:.|\n(?=[^\n\S]*\S)){1,300}?)"
"""What is emphasized may go on in the next line of its paragraph. Unbounded, many asterisks take minutes."""
_SIGNS: Final = re.compile(
    r"\\([!-/:-@\[-`{-~])"
    r"|(?<!`)(`++)(.+?)(?<!`)\2(?!`)"
    r"|!?\[([^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\))?(?: +\"[^\"]*\")?\)"
    rf"|(\*{{1,3}}|~~)(?=[^\s*~]){_INSIDE}(?<=[^\s*~])\5(?!\*)"
    rf"|(?<![\w_])(_{{1,3}})(?=[^\s_]){_INSIDE}(?<=[^\s_])\7(?![\w_])"
    r"|(?<![0-9A-Za-z*)])\*\*(?=[^\s*])"
)
"""The last is emphasis that is cut off before it ends."""


@lru_cache(maxsize=128)
def in_lines(text: str) -> str:
    """The `visible` words of `text` in the lines that they stand in; what is between fences is kept as it is."""
    if is_plain(text):
        return visible(text)
    parts = _FENCE.split(text)
    parts[::2] = [_words(part) for part in parts[::2]]
    return _without_gaps(visible("".join(parts)).split("\n"))


def _without_gaps(lines: list[str]) -> str:
    """Where a sign was all of a line, no gap is left: one empty line at most, and none at the ends."""
    kept: list[str] = []
    for line in (one.rstrip() for one in lines):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).rstrip("\n")


def _words(text: str) -> str:
    text = _NO_WORDS.sub("", text)
    text = _LEAD.sub(_lead, text)
    return _SIGNS.sub(_word, _SIDES.sub(r"\1", text))


def _lead(found: re.Match[str]) -> str:
    before, item = found.groups()
    return ("" if ">" in before else before) + _BULLET if item else ""


def _word(found: re.Match[str]) -> str:
    escaped, _, code, link, _, starred, _, underlined = found.groups()
    return escaped or code or _SIGNS.sub(_word, link or starred or underlined or "")
