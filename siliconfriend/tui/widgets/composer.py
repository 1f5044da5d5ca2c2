"""Where the user writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Location

from siliconfriend.language import Words
from siliconfriend.tui.commands import Scope, bindings_over_text, commands
from siliconfriend.tui.visible import visible
from siliconfriend.tui.words_in_text import word_end, word_left, word_right

_KEYS: Final = {key: one.action for one in commands(Scope.COMPOSER) for key in one.keys}


class Composer(TextArea):
    """A text area of a few lines that sends on Enter and knows words in text without spaces."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_over_text()

    @dataclass
    class Submitted(Message):
        """The user wants `text` said; as `typed` it is still in the composer."""

        composer: Composer
        typed: str

        @property
        def text(self) -> str:
            """What is to be said."""
            return self.typed.strip()

    def __init__(self, words: Words) -> None:
        super().__init__(compact=True, highlight_cursor_line=False, soft_wrap=True, id="composer")
        self.cursor_blink = False
        self.use_words(words)

    def use_words(self, words: Words) -> None:
        """Speak another language."""
        self.placeholder = words("tui.composer.placeholder")

    def take(self, typed: str) -> None:
        """Take `typed` out, with everything that could be undone; what has been typed since stays."""
        self.load_text(self.text.removeprefix(typed))
        self.move_cursor(self.document.end)

    def give_back(self, text: str) -> None:
        """Put `text` that could not be said before what has been typed since."""
        since = self.text
        self.load_text(f"{text}\n{since}" if since else text)
        self.move_cursor(self.document.end)

    def action_send(self) -> None:
        """Ask for the text to be said; nothing but white space says nothing."""
        if self.text.strip():
            self.post_message(self.Submitted(self, self.text))

    def action_new_line(self) -> None:
        """Begin another line."""
        start, end = self.selection
        self._replace_via_keyboard("\n", start, end)

    async def _on_key(self, event: events.Key) -> None:
        """Our keys are not bindings: those are carried out after letters typed later have been put in."""
        action = _KEYS.get(event.key)
        if action is None:
            await super()._on_key(event)
        else:
            event.stop()
            event.prevent_default()
            await self.run_action(action)

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = visible(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        await super()._on_paste(event)
        event.prevent_default()

    def get_cursor_word_left_location(self) -> Location:
        """Where ctrl+left and ctrl+w go."""
        row, column = self.cursor_location
        if column == 0:
            return (row - 1, len(self.document[row - 1])) if row else (0, 0)
        return row, word_left(self.document[row], column)

    def get_cursor_word_right_location(self) -> Location:
        """Where ctrl+right goes."""
        row, column = self.selection.end
        line = self.document[row]
        if column == len(line):
            return (row + 1, 0) if row < self.document.line_count - 1 else (row, column)
        return row, word_right(line, column)

    def action_delete_word_right(self) -> None:
        """Delete the selection, or to the end of the word right of the cursor."""
        start, end = self.selection
        if start == end:
            row, column = end
            line = self.document[row]
            if column < len(line):
                end = row, word_end(line, column)
            elif row < self.document.line_count - 1:
                end = row + 1, 0
        self._delete_via_keyboard(start, end)
