"""How far a reflection is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done: the `done`-th of `total` steps, about `day` (None: the portrait).

    `waiting` is how many seconds a server that was asked too often is left alone.
    """

    done: int
    total: int
    day: date | None = None
    waiting: float = 0.0


Tell = Callable[[Step], object]


class Progress:
    """Tells of each step as it begins, and of the last one as it ends."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._done = 0
        self._day: date | None = None
        self.total = 0

    def at(self, day: date | None) -> None:
        """A step about `day` begins."""
        self._day = day
        self._say()

    def passed(self) -> None:
        """It is done."""
        self._done += 1
        if self._done == self.total:
            self._say()

    def waiting(self, seconds: float) -> None:
        """A server wants to be left alone for so long."""
        self._say(seconds)

    def _say(self, waiting: float = 0.0) -> None:
        self._tell(Step(self._done, self.total, self._day, waiting))
