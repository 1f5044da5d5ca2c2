"""When a reply is over although no token says so: somebody else begins to speak, or the model goes in circles."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_PERIOD = 64
LEAST_TIMES = 4
LEAST_TOKENS = 48
"""Going in circles: the same 1 to 64 tokens at least four times in a row, 48 tokens or more in all."""


class StopTexts:
    """Lets a reply through up to the first of `stops`, and holds back what may be the beginning of one."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stops)
        self._held = ""
        self._begun = False
        self.stopped = False

    def feed(self, piece: str) -> str:
        """What of the text so far is sure to be the reply's and was not given before."""
        if self.stopped or not piece:
            return ""
        # A reply begins on a line of its own.
        before = "" if self._begun else "\n"
        text = before + self._held + piece
        found = [at for at in map(text.find, self._stops) if at >= 0]
        if found:
            self.stopped = True
            return self._pass(text[: min(found)], before)
        keep = max((self._beginning(text, stop) for stop in self._stops), default=0)
        given = text[: len(text) - keep]
        if len(given) < len(before):
            self._held = text[len(before) :]
            return ""
        self._held = text[len(text) - keep :]
        return self._pass(given, before)

    def end(self) -> str:
        """What was held back and turned out to be the reply's."""
        text, self._held = self._held, ""
        return "" if self.stopped else text

    def _pass(self, text: str, before: str) -> str:
        self._begun = True
        return text[len(before) :]

    @staticmethod
    def _beginning(text: str, stop: str) -> int:
        """How many of the last characters of `text` begin `stop`."""
        return next((n for n in range(min(len(stop) - 1, len(text)), 0, -1) if text.endswith(stop[:n])), 0)


def in_circles(ids: Sequence[int]) -> bool:
    """Whether the last tokens of a reply say the same over and over."""
    for period in range(1, LONGEST_PERIOD + 1):
        span = period * max(LEAST_TIMES, -(-LEAST_TOKENS // period))
        if span > len(ids):
            continue
        tail = ids[len(ids) - span :]
        if tail[period:] == tail[: span - period]:
            return True
    return False
