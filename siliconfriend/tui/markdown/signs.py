"""Whether a text needs Markdown at all."""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = re.compile(r"[*_`~<>|\[\]\\#&]|^[^\S\n]*+(?:[-+=]|\d+[.)])|^ {4}|^\t|://|www\.|@", re.MULTILINE)


def is_plain(text: str) -> bool:
    """Whether `text` holds nothing that Markdown would show differently."""
    return not _SIGNS.search(text)
