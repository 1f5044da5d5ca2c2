"""A key that is held down goes on coming: what it did once is not done again for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.events import Key

PAUSE_SECONDS: Final = 0.5
"""A terminal repeats a held key more often than that; who pauses so long has let go."""


class HeldKey:
    """A key that has just done something, until it pauses or another one comes."""

    def __init__(self) -> None:
        self._key = ""
        self._last = 0.0

    def begin(self, event: Key) -> None:
        """It did what is not to be done again."""
        self._key, self._last = event.key, event.time

    def holds(self, event: Key) -> bool:
        """Whether `event` is that key, still coming."""
        if event.key == self._key and event.time - self._last < PAUSE_SECONDS:
            self._last = event.time
            return True
        self._key = ""
        return False
