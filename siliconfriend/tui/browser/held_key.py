"""A key that is held down goes on coming: what it did once is not done again for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.events import Key

PAUSE_SECONDS: Final = 0.5
"""A terminal repeats a held key more often than that; who pauses so long has let go."""
REPEATED_SECONDS: Final = 0.1
"""No hand is so quick: what comes so soon is repeated by the terminal, and then what came before it was as well,
for between a press and its first repetition a terminal waits longer.
"""


class HeldKey:
    """A key that has just done something, until it pauses or another one comes."""

    def __init__(self) -> None:
        self._key = ""
        self._last = 0.0
        self._just_begun = False
        self.was_repeated = False
        """Whether what it did was done by a repetition: known when the next one comes, and told with that one."""

    def begin(self, event: Key) -> None:
        """It did what is not to be done again."""
        self._key, self._last, self._just_begun = event.key, event.time, True

    def holds(self, event: Key) -> bool:
        """Whether `event` is that key, still coming."""
        since, self.was_repeated = event.time - self._last, False
        if event.key == self._key and since < PAUSE_SECONDS:
            self.was_repeated, self._just_begun = self._just_begun and since < REPEATED_SECONDS, False
            self._last = event.time
            return True
        self._key = ""
        return False
