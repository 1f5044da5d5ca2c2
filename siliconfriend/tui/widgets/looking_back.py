"""What is written stands in the area; or what was written before is looked at there, and it waits."""

from __future__ import annotations

from siliconfriend.language import Words
from siliconfriend.tui.drafts import Drafts
from siliconfriend.tui.history import History
from siliconfriend.tui.pastes import Pastes
from siliconfriend.tui.widgets.whole_signs import WholeSigns


class LookingBack(WholeSigns):
    """An area of drafts. Whoever puts words into it or takes them out has to do with these, not with a message that
    is looked at.
    """

    _words: Words

    def begin_empty(self) -> None:
        """Nothing is written, now or before."""
        self.written_before = History()
        self.pastes = Pastes()
        self._drafts = Drafts()
        self._as_shown = ""

    @property
    def whole_text(self) -> str:
        """What stands there, long pastes included."""
        return self.pastes.unfold(self.text)

    @property
    def drafts(self) -> list[str]:
        """All that is written and not sent, long pastes included."""
        return [self.pastes.unfold(draft) for draft in self._drafts.unsent(self._written)]

    def write(self, text: str) -> None:
        """Replace what stands there by `text`."""
        self._show(self._folded(text))

    def take(self, typed: str) -> None:
        """Take `typed` out, with everything that could be undone; what has been typed since stays."""
        if typed and self.text.startswith(typed):
            self._drafts.taken(self.text.removeprefix(typed))
            self._show(self._drafts.current)
        elif self._written is None:
            self._drafts.write(self._drafts.current.removeprefix(typed))
        else:
            self._show(self.text)

    def take_all(self) -> str:
        """Take out all that is written."""
        unsent = "\n".join(self.drafts)
        self._drafts = Drafts()
        self._show("")
        return unsent

    def give_back(self, text: str) -> None:
        """Put `text` that could not be said before what has been typed since."""
        self.look_no_more()
        since, folded = self.text, self._folded(text)
        self._show(f"{folded}\n{since}" if since else folded)

    def forget(self, text: str) -> None:
        """`text`, written before, is gone for good."""
        self.written_before.forget(text)
        if self._drafts.shown == text:
            self.look_no_more()

    def look_no_more(self) -> None:
        """The draft stands there again, unless what was looked at has become one."""
        written = self._written
        self._drafts.leave(written)
        if written is None:
            self._show(self._drafts.current)

    def action_older(self) -> None:
        """Up; from the first line, to the message written before."""
        row = self.wrapped_document.location_to_offset(self.cursor_location).y
        if row == 0 and self._drafts.older(self._written, self.written_before):
            self._show_place()
        else:
            self.action_cursor_up()

    def action_newer(self) -> None:
        """Down; from the last line, to the message written after."""
        row = self.wrapped_document.location_to_offset(self.cursor_location).y
        if row >= self.wrapped_document.height - 1 and self._drafts.newer(self._written, self.written_before):
            self._show_place()
        else:
            self.action_cursor_down()

    @property
    def _written(self) -> str | None:
        """What stands there, if it is not a message as it was."""
        shown = self._drafts.shown
        if shown is not None and (self.text == self._as_shown or self.whole_text == shown):
            return None
        return self.text

    def _show_place(self) -> None:
        shown = self._drafts.shown
        self._show(self._drafts.current if shown is None else self._folded(shown))
        self._as_shown = self.text

    def _show(self, written: str) -> None:
        self.load_text(written)
        self.move_cursor(self.document.end)

    def _folded(self, text: str) -> str:
        return self.pastes.fold(text, self._words)
