"""From tokens to text as they come: nothing lost, and no sign shown before it has arrived whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

HALF = "\ufffd"
"""What a decoder writes for bytes that are no character, or not yet."""


class ArrivingText:
    """Fed one token after the other, gives the text that is certain; all of it together is the reply's text.

    Only the last few tokens are decoded again: a window that begins where something visible stood, since a
    decoder drops a blank at the very beginning of what it is given.
    """

    def __init__(self, decode: Callable[[Sequence[int]], str]) -> None:
        self._decode = decode
        self._ids: list[int] = []
        self._known = 0
        """How many of the window's tokens have been given."""
        self._given = ""
        """Their text."""

    def feed(self, token: int) -> str:
        """What is new and whole."""
        self._ids.append(token)
        text = self._decode(self._ids)
        if text.endswith(HALF):
            return ""
        return self._give(text)

    def end(self) -> str:
        """What was held back, when no more tokens come; the beginning of a character is none."""
        return self._give(self._decode(self._ids).rstrip(HALF)) if self._ids else ""

    def _give(self, text: str) -> str:
        new = text[len(self._given) :]
        later = self._ids[self._known :]
        tail = self._decode(later) if self._known and later else ""
        if tail.strip() and HALF not in tail:
            self._ids, self._known, self._given = later, len(later), tail
        else:
            self._known, self._given = len(self._ids), text
        return new
