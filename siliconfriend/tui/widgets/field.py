"""A line to write in, which knows words in text without spaces."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from siliconfriend.tui.words_in_text import word_end, word_left, word_right


class Field(Input):
    """Textual's, but a word of Chinese is not the whole line; words have the keys of shells and of the Mac."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+w,ctrl+backspace,alt+backspace", "delete_left_word", show=False),
        Binding("alt+b,alt+left", "cursor_left_word", show=False),
        Binding("alt+f,alt+right", "cursor_right_word", show=False),
        Binding("alt+d,alt+delete", "delete_right_word", show=False),
    ]

    def action_cursor_left_word(self, select: bool = False) -> None:
        """To where the word before begins."""
        self._go(word_left(self.value, self.cursor_position), select)

    def action_cursor_right_word(self, select: bool = False) -> None:
        """To where the next word begins."""
        self._go(word_right(self.value, self.cursor_position), select)

    def action_delete_left_word(self) -> None:
        """Delete to where the word before begins, or what is selected."""
        if self.selection.is_empty:
            self.delete(word_left(self.value, self.cursor_position), self.cursor_position)
        else:
            self.delete_selection()

    def action_delete_right_word(self) -> None:
        """Delete to where the word at the cursor ends, or what is selected."""
        if self.selection.is_empty:
            self.delete(self.cursor_position, word_end(self.value, self.cursor_position))
        else:
            self.delete_selection()

    def _go(self, place: int, select: bool) -> None:
        if select:
            self.selection = self.selection._replace(end=place)
        else:
            self.cursor_position = place
