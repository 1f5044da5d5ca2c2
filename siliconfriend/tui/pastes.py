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

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._texts)

    def unfold(self, written: str) -> str:
        """`written` with every text in its token's place; what stands in those texts is left alone."""
        return self._tokens().sub(lambda found: self._texts[found[0]], written) if self._texts else written

    def signs_in(self, line: str) -> list[tuple[int, int]]:
        """From where to where the tokens in `line` are."""
        return [found.span() for found in self._tokens().finditer(line)] if self._texts else []

    def _tokens(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self._texts)))
