"""What a person has written, to be called back; kept while the program runs and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

MOST_ENTRIES: Final = 200


class History:
    """Messages, oldest first, each once."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._entries: list[str] = []
        for entry in entries:
            self.add(entry)

    def add(self, text: str) -> None:
        """`text` is the newest now."""
        self.forget(text)
        self._entries.append(text)
        del self._entries[:-MOST_ENTRIES]

    def forget(self, text: str) -> None:
        """Keep `text` no longer."""
        self._entries = [entry for entry in self._entries if entry != text]

    def before(self, text: str | None) -> str | None:
        """The message before `text`, or the newest; None if there is none."""
        place = len(self._entries) if text is None else self._place(text)
        return self._entries[place - 1] if place > 0 else None

    def after(self, text: str) -> str | None:
        """The message after `text`; None if that is the newest."""
        place = self._place(text) + 1
        return self._entries[place] if place < len(self._entries) else None

    def _place(self, text: str) -> int:
        """What is there no longer was older than all that is."""
        return self._entries.index(text) if text in self._entries else -1
