"""A text area that goes, marks and deletes by words, in text without spaces too."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea
from textual.widgets.text_area import Location, Selection


class WordwiseArea(TextArea):
    """Chinese words are found when a key asks for them, not before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+b,alt+left", "cursor_word_left", show=False),  # as shells have them, and the Mac's Option
        Binding("alt+f,alt+right", "cursor_word_right", show=False),
        Binding("alt+d", "delete_word_right", show=False),
    ]

    async def _on_key(self, event: events.Key) -> None:
        """What edits is done in its order: Textual does it after the letters that were typed behind it."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if binding.id is None and await self.app.run_action(binding.action, self):  # commands have one
                event.stop()
                event.prevent_default()
                return
        await super()._on_key(event)

    def get_cursor_word_left_location(self) -> Location:
        """Where ctrl+left and ctrl+w go."""
        row, column = self.cursor_location
        if column == 0:
            return (row - 1, len(self.document[row - 1])) if row else (0, 0)
        from siliconfriend.tui.words_in_text import word_left

        return row, word_left(self.document[row], column)

    def get_cursor_word_right_location(self) -> Location:
        """Where ctrl+right goes."""
        row, column = self.selection.end
        line = self.document[row]
        if column == len(line):
            return (row + 1, 0) if row < self.document.line_count - 1 else (row, column)
        from siliconfriend.tui.words_in_text import word_right

        return row, word_right(line, column)

    def on_click(self, event: events.Click) -> None:
        """Twice on a word, or on Chinese between two signs, marks it; three times, the line."""
        if event.chain < 2:
            return
        from siliconfriend.tui.words_in_text import run_around

        row, column = self.get_target_document_location(event)
        line = self.document[row]
        start, end = run_around(line, column) if event.chain == 2 else (0, len(line))
        self.selection = Selection((row, start), (row, end))

    def action_delete_word_right(self) -> None:
        """Delete the selection, or to the end of the word right of the cursor."""
        start, end = self.selection
        if start == end:
            row, column = end
            line = self.document[row]
            if column < len(line):
                from siliconfriend.tui.words_in_text import word_end

                end = row, word_end(line, column)
            elif row < self.document.line_count - 1:
                end = row + 1, 0
        self._delete_via_keyboard(start, end)
