"""What a person has written, to be called back; kept while the program runs and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

MOST_ENTRIES: Final = 200


class History:
    """Messages, oldest first, and a place among them; past the newest stands the draft."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._entries: list[str] = []
        self._place = 0
        self._draft = ""
        for entry in entries:
            self.add(entry)

    def add(self, text: str) -> None:
        """`text` is the newest now, and the draft is empty."""
        self.forget(text)
        self._entries.append(text)
        del self._entries[:-MOST_ENTRIES]
        self.leave()

    def forget(self, text: str) -> None:
        """Keep `text` no longer."""
        self._entries = [entry for entry in self._entries if entry != text]
        self.leave()

    def leave(self) -> None:
        """Stand at the draft again."""
        self._place, self._draft = len(self._entries), ""

    def older(self, written: str) -> str | None:
        """The message before the one shown; None at the oldest. `written` is kept if it is the draft."""
        if self._place == 0:
            return None
        if self._place == len(self._entries):
            self._draft = written
        self._place -= 1
        return self._entries[self._place]

    def newer(self) -> str | None:
        """The message after the one shown, at last the draft; None past that."""
        if self._place == len(self._entries):
            return None
        self._place += 1
        return self._draft if self._place == len(self._entries) else self._entries[self._place]
