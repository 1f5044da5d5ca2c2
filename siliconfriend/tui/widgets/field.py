"""A line to write in, which knows words in text without spaces."""

from __future__ import annotations

from textual.widgets import Input

from siliconfriend.tui.words_in_text import word_left, word_right


class Field(Input):
    """Textual's, but a word of Chinese is not the whole line."""

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

    def _go(self, place: int, select: bool) -> None:
        if select:
            self.selection = self.selection._replace(end=place)
        else:
            self.cursor_position = place
