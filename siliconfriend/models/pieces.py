"""What is done to a reply's pieces on their way to the reader. Each filter is fed piece by piece."""

from __future__ import annotations

from enum import Enum, auto

OPEN, CLOSE = "<think>", "</think>"


class WholeCharacters:
    """Joins characters that a server cut in two (UTF-16 surrogates); a half alone becomes U+FFFD."""

    def __init__(self) -> None:
        self._half = ""

    def feed(self, piece: str) -> str:
        """What is whole so far and was not given before."""
        text, self._half = self._half + piece, ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return _mended(text)

    def end(self) -> str:
        """What is left when the reply is over."""
        text, self._half = self._half, ""
        return _mended(text)


def _mended(text: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


class _State(Enum):
    UNDECIDED = auto()
    THINKING = auto()
    BETWEEN = auto()
    REPLYING = auto()


class WithoutThinking:
    """Drops a reasoning model's <think>…</think> at the very start of a reply, and the space after it."""

    def __init__(self) -> None:
        self._state = _State.UNDECIDED
        self._held = ""

    def feed(self, piece: str) -> str:
        """What of the text so far belongs to the reply and was not given before."""
        if self._state is _State.REPLYING:
            return piece
        self._held += piece
        if self._state is _State.UNDECIDED:
            self._decide()
        if self._state is _State.THINKING:
            self._skip()
        if self._state is _State.BETWEEN:
            self._held = self._held.lstrip()
            self._state = _State.REPLYING if self._held else _State.BETWEEN
        if self._state is not _State.REPLYING:
            return ""
        text, self._held = self._held, ""
        return text

    def end(self) -> str:
        """What was held back and turned out to be the reply."""
        text, self._held = self._held, ""
        return text if self._state is _State.UNDECIDED else ""

    def _decide(self) -> None:
        start = self._held.lstrip()
        if start.startswith(OPEN):
            self._state, self._held = _State.THINKING, start.removeprefix(OPEN)
        elif not OPEN.startswith(start):
            self._state = _State.REPLYING

    def _skip(self) -> None:
        _, closed, rest = self._held.partition(CLOSE)
        if closed:
            self._state, self._held = _State.BETWEEN, rest
        else:
            self._held = self._held[1 - len(CLOSE) :]
