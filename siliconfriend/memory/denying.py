"""Whether words say that something is not so, or is otherwise: a correction, rather than what it corrects."""

from __future__ import annotations

import re

_DENIES = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|cannot|actually|instead|(?:have|do|does|is|are|was|ca|wo)nt)\b|n['’]t\b"
    r"|不(?!错|过|仅|但是?|断|久|少)|没(?!错)|并非|从未|未曾|其实|而是",
    re.IGNORECASE,
)


def denies(words: str) -> bool:
    """Whether `words`, in either language, have a word that denies or corrects. Nothing is decided by it: it may be
    a hint to somebody who can see the words.
    """
    return bool(_DENIES.search(words))
