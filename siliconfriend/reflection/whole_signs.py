"""A piece cut out of a Markdown text: no sign of emphasis stands at an end of it whose other half was cut off."""

from __future__ import annotations

import re
from typing import Final

_FIRST: Final = re.compile(r"\A(?:\*{1,3}+|`{1,3}+|~~)(?![*`~])(?=(\s)?)")
_LAST: Final = re.compile(r"(?<![*`~])(?:\*{1,3}|`{1,3}|~~)\Z")


def whole_signs(text: str) -> str:
    """`text` without half a pair of signs at either end, and without blanks there."""
    text = text.strip()
    first = _FIRST.match(text)
    if first and (first[1] or _odd(text, first[0])):
        text = text[first.end() :].lstrip()
    last = _LAST.search(text)
    if last and (text[: last.start()][-1:].isspace() or _odd(text, last[0])):
        text = text[: last.start()].rstrip()
    return text


def _odd(text: str, sign: str) -> bool:
    return text.count(sign) % 2 == 1
