"""Where the user writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Location

from siliconfriend.language import Words
from siliconfriend.tui.commands import SLASHES, Command, Scope, bindings_over_text, commands
from siliconfriend.tui.history import History
from siliconfriend.tui.pastes import Pastes
from siliconfriend.tui.visible import visible
from siliconfriend.tui.widgets.command_hints import CommandHints

_KEYS: Final = {key: one.action for one in commands(Scope.COMPOSER) for key in one.keys}


class Composer(TextArea):
    """A text area of a few lines that sends on Enter and knows words in text without spaces."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_over_text()

    @dataclass(eq=False, repr=False)
    class Submitted(Message):
        """The user wants `text` said; as `typed` it is still in the composer."""

        composer: Composer
        typed: str

        @property
        def text(self) -> str:
            """What is to be said."""
            return self.composer.pastes.unfold(self.typed).strip()

    @dataclass(eq=False, repr=False)
    class Chosen(Message):
        """A slash command was chosen among the hints."""

        command: Command

    @dataclass(eq=False, repr=False)
    class PastEnd(Message):
        """End was pressed where the text ends."""

    def __init__(self, words: Words, hints: CommandHints | None = None) -> None:
        super().__init__(compact=True, highlight_cursor_line=False, soft_wrap=True, id="composer")
        self.cursor_blink = False
        self.written_before = History()
        self.pastes = Pastes()
        self._hints = hints
        self.completions: Callable[[Command, str], Sequence[str]] | None = None
        self.use_words(words)

    def use_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self.placeholder = words("tui.composer.placeholder")
        if self._hints is not None:
            self._hints.use_words(words)

    @property
    def whole_text(self) -> str:
        """What is written, long pastes included."""
        return self.pastes.unfold(self.text)

    def write(self, text: str) -> None:
        """Replace what is written by `text`."""
        self._show(self.pastes.fold(text, self._words))

    def take(self, typed: str) -> None:
        """Take `typed` out, with everything that could be undone; what has been typed since stays."""
        self._show(self.text.removeprefix(typed))

    def give_back(self, text: str) -> None:
        """Put `text` that could not be said before what has been typed since."""
        since = self.text
        folded = self.pastes.fold(text, self._words)
        self._show(f"{folded}\n{since}" if since else folded)

    def action_send(self) -> None:
        """Ask for the text to be said; nothing but white space says nothing."""
        if self.text.strip():
            self.post_message(self.Submitted(self, self.text))

    def action_new_line(self) -> None:
        """Begin another line."""
        start, end = self.selection
        self._replace_via_keyboard("\n", start, end)

    def action_older(self) -> None:
        """Up; from the first line, to the message written before."""
        row = self.wrapped_document.location_to_offset(self.cursor_location).y
        if row > 0 or (entry := self.written_before.older(self.whole_text)) is None:
            self.action_cursor_up()
        else:
            self.write(entry)

    def action_newer(self) -> None:
        """Down; from the last line, to the message written after."""
        row = self.wrapped_document.location_to_offset(self.cursor_location).y
        if row < self.wrapped_document.height - 1 or (entry := self.written_before.newer()) is None:
            self.action_cursor_down()
        else:
            self.write(entry)

    def action_complete(self) -> None:
        """To the next thing that can have the focus; there is nothing to complete."""
        self.screen.focus_next()

    def action_cursor_line_end(self, select: bool = False) -> None:
        """To the line's end; from the text's end, to the newest words."""
        if not select and self.cursor_location == self.document.end:
            self.post_message(self.PastEnd())
        super().action_cursor_line_end(select)

    def on_text_area_changed(self) -> None:
        """Offer the commands whose name is being written."""
        if self._hints is not None:
            begun = self.document[0][:1]
            if not (begun and begun in SLASHES):
                self._hints.suggest([])
                return
            from siliconfriend.tui.slash import begun_argument, matching

            begun_call = begun_argument(self.text)
            if begun_call is None or self.completions is None:
                self._hints.suggest(matching(self.text))
            else:
                one, _, argument = begun_call
                fitting = self.completions(one, argument)
                self._hints.suggest_arguments([] if fitting == [argument] else fitting)

    def _among_arguments(self, hints: CommandHints, chosen: str, key: str) -> bool:
        """Whether `key` means something to the arguments that are shown; then it is done."""
        if key in {"up", "down"}:
            hints.move(1 if key == "down" else -1)
        elif key == "escape":
            hints.suggest_arguments([])
        elif key == "tab":
            from siliconfriend.tui.slash import begun_argument

            if begun_call := begun_argument(self.text):
                self._show(begun_call[1] + chosen)
        else:
            return False
        return True

    def _among_hints(self, hints: CommandHints, chosen: Command, key: str) -> bool:
        """Whether `key` means something to the hints; then it is done."""
        if key in {"up", "down"}:
            hints.move(1 if key == "down" else -1)
        elif key == "escape":
            hints.suggest([])
        elif key == "tab" or (key == "enter" and chosen.argument and not chosen.optional):
            from siliconfriend.tui.slash import call

            self._show(call(self._words, chosen) + " ")
        elif key == "enter":
            self.take(self.text)
            self.post_message(self.Chosen(chosen))
        else:
            return False
        return True

    def _show(self, written: str) -> None:
        self.load_text(written)
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        """Our keys are not bindings: those are carried out after letters typed later have been put in."""
        action, hints = _KEYS.get(event.key), self._hints
        if hints is not None and (
            (hints.chosen is not None and self._among_hints(hints, hints.chosen, event.key))
            or (hints.argument is not None and self._among_arguments(hints, hints.argument, event.key))
        ):
            event.stop()
            event.prevent_default()
        elif action is None:
            await super()._on_key(event)
        else:
            event.stop()
            event.prevent_default()
            await self.run_action(action)

    async def _on_paste(self, event: events.Paste) -> None:
        pasted = visible(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        event.text = self.pastes.fold(pasted, self._words)
        await super()._on_paste(event)
        event.prevent_default()

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
