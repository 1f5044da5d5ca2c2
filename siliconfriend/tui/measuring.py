"""How wide the terminal draws ambiguous characters: as the settings say, or as it says itself."""

from __future__ import annotations

from typing import Final

from textual.events import CursorPosition
from textual.widgets import Static

from siliconfriend.tui.core import Core
from siliconfriend.tui.in_order import InOrder

SAMPLE: Final = "\u2014"
ROW: Final = 2
"""Not the first: from there the answer looks like a key, Shift+F3."""
QUESTION: Final = f"\x1b[?2026h\x1b7\x1b[{ROW};1H{SAMPLE}\x1b[6n\x1b8"
"""Held back until the next frame: go there, draw it, where is the cursor now? and back to where it was."""


class Measuring(InOrder):
    """The terminal is asked behind the first frame, so that nothing waits for its answer; none means narrow."""

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._wide = False
        self._asked = False

    def _measure(self) -> None:
        """Draw as the settings say; if they leave it to the terminal, ask it when this frame is painted."""
        wished = self.core.settings.interface.ambiguous_width
        if wished == "auto":
            self.call_after_refresh(self._ask)
        self._draw_wide(wished == "wide")

    def _ask(self) -> None:
        if self._driver is not None and not (self.is_headless or self.is_web or self.is_inline):
            self._asked = True
            self._driver.write(QUESTION)
            self._driver.flush()
            self.screen.refresh()

    def on_cursor_position(self, event: CursorPosition) -> None:
        """The terminal's answer."""
        if self._asked and event.y == ROW - 1:
            self._asked = False
            self._draw_wide(event.x == 2)

    def _draw_wide(self, wide: bool) -> None:
        if wide == self._wide:
            return
        from siliconfriend.tui.ambiguous import SignsAsAscii, count_as_wide

        self._wide = wide
        self._filters = [one for one in self._filters if not isinstance(one, SignsAsAscii)]
        if wide:
            self._filters.append(SignsAsAscii())
        count_as_wide(wide)
        self._draw_again()

    def _draw_again(self) -> None:
        """Everything that was measured is measured anew."""
        from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown

        for screen in self.screen_stack:
            for reply in screen.query(ReplyMarkdown):
                reply.lay_out_anew()
            for text in screen.query(Static):
                text.update(text.content)
            for widget in screen.walk_children():
                widget.refresh(layout=True)
            screen.refresh(layout=True)
