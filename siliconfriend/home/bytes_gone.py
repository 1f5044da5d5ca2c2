"""How far a backup or a restore is."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int, int], object]
"""Told how many bytes are done, and of how many."""


class BytesGone:
    """How many of about `total` bytes have been gone through, told as they are."""

    def __init__(self, total: int, tell: Tell | None) -> None:
        self._total = total
        self._tell = tell or (lambda _done, _total: None)
        self._done = 0
        self._tell(0, total)

    def more(self, count: int) -> None:
        """So many more."""
        self._done += count
        self._tell(min(self._done, self._total), self._total)
