"""What is written and not sent, while it is written and while older messages are looked at."""

from __future__ import annotations

from siliconfriend.tui.history import History


class Drafts:
    """Drafts, past the newest message of a history, and a place among them all.

    A message that is looked at is no draft; changed, it is one, before those that there are. What stands at the
    place is told as `written`, as it is by now, or None for a message that is as it was.
    """

    def __init__(self) -> None:
        self._drafts = [""]
        self._place = 0
        self.shown: str | None = None
        """The message that is looked at, or was, before it was changed."""

    @property
    def current(self) -> str:
        """The draft at the place, or the one that it is the way back to."""
        return self._drafts[self._place]

    def unsent(self, written: str | None) -> list[str]:
        """All that is written."""
        drafts = [*self._drafts]
        if written is not None and self.shown is None:
            drafts[self._place] = written
        elif written is not None:
            drafts.insert(0, written)
        return [draft for draft in drafts if draft]

    def leave(self, written: str | None) -> None:
        """Look at no message any more: the place is at the draft that it was, or at what became of the message."""
        if written is not None and self.shown is None:
            self._drafts[self._place] = written
        elif written is not None:
            self._drafts.insert(0, written)
            self._place = 0
        self.shown = None

    def older(self, written: str | None, history: History) -> bool:
        """Go to what is before; whether there is anything."""
        if self.shown is None and self._place > 0:
            self._go(self._place - 1, written or "")
            return True
        looked_at = self.shown if written is None else None
        entry = history.before(looked_at)
        if entry is None:
            return False
        self.leave(written)
        self._go(0, self.current)
        self.shown = entry
        return True

    def newer(self, written: str | None, history: History) -> bool:
        """Go to what is after; whether there is anything."""
        if written is None and self.shown is not None:
            self.shown = history.after(self.shown)
            return True
        if self.shown is None and self._place == len(self._drafts) - 1:
            return False
        self.leave(written)
        self._go(min(self._place + 1, len(self._drafts) - 1), self.current)
        return True

    def taken(self, since: str) -> None:
        """What stood at the place is gone, but for what was written `since`; another draft has its turn."""
        if self.shown is not None:
            self.shown = None
            self._drafts[self._place] += since
        else:
            self._go(self._place, since)

    def write(self, text: str) -> None:
        """`text` is what the current draft says."""
        self._drafts[self._place] = text

    def _go(self, place: int, written: str) -> None:
        """To another draft, or to none; of the one that was `written` nothing is left if it is empty."""
        was, self._drafts[self._place] = self._place, written
        if not written and len(self._drafts) > 1:
            del self._drafts[was]
            place -= place > was
        self._place = min(place, len(self._drafts) - 1)
