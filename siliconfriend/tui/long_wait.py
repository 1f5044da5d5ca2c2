"""Whoever waits for more than a moment is told what for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

LONG_SECONDS = 1.0


class LongWait:
    """What `owner` may have to wait for: `tell` is called when it takes long."""

    def __init__(self, owner: Widget, tell: Callable[[], object]) -> None:
        self._owner = owner
        self._tell = tell
        self._timer: Timer | None = None

    def begin(self) -> None:
        """From now on."""
        self.end()
        self._timer = self._owner.set_timer(LONG_SECONDS, self._tell)

    def end(self) -> None:
        """It is there, or nobody waits any more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
