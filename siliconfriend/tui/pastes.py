"""Long texts that stand in the composer as a short token, so that writing stays quick."""

from __future__ import annotations

import re
from typing import Final

from siliconfriend.language import Words

LONGEST_SHOWN: Final = 20_000
"""Characters up to which a text is written out: a text area wraps a million of them for seconds."""


class Pastes:
    """Tokens and the texts they stand for."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def fold(self, text: str, words: Words) -> str:
        """`text`, or a token for it when it is long."""
        if len(text) <= LONGEST_SHOWN:
            return text
        token = words("tui.composer.pasted", number=len(self._texts) + 1, count=f"{len(text):,}")
        self._texts[token] = text
        return token

    def unfold(self, written: str) -> str:
        """`written` with every text in its token's place; what stands in those texts is left alone."""
        if not self._texts:
            return written
        tokens = re.compile("|".join(map(re.escape, self._texts)))
        return tokens.sub(lambda found: self._texts[found[0]], written)
