"""Where the user writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message

from siliconfriend.language import Words
from siliconfriend.tui import chinese_lines
from siliconfriend.tui.commands import OWNERS, SLASHES, Command, bindings_over_text
from siliconfriend.tui.keyboard import Keyboard
from siliconfriend.tui.visible import visible
from siliconfriend.tui.widgets.command_hints import CommandHints
from siliconfriend.tui.widgets.keys_in_order import KeysInOrder
from siliconfriend.tui.widgets.looking_back import LookingBack
from siliconfriend.tui.widgets.wordwise_area import WordwiseArea

_AMONG_HINTS: Final = {"send": "enter", "complete": "tab", "older": "up", "newer": "down", "stop": "escape"}
"""What the keys of these commands mean among hints, beside the keys that lists have everywhere."""

chinese_lines.mend_what_is_written()


class Composer(KeysInOrder, LookingBack, WordwiseArea):
    """A text area of a few lines that sends on Enter, offers commands, and goes through what was written before."""

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
    class Begun(Message):
        """A slash command was chosen that needs words behind it; its name is written."""

        command: Command

    @dataclass(eq=False, repr=False)
    class PastEnd(Message):
        """End was pressed where the text ends."""

    def __init__(
        self, words: Words, hints: CommandHints | None = None, keyboard: Keyboard | None = None, written: str = ""
    ) -> None:
        super().__init__(written, compact=True, highlight_cursor_line=False, soft_wrap=True, id="composer")
        self.cursor_blink = False
        self.begin_empty()
        self.keyboard = keyboard or Keyboard()
        self._hints = hints
        self._offered_for = ""
        self.completions: Callable[[Command, str], Sequence[str]] | None = None
        self.use_words(words)

    def on_mount(self) -> None:
        """Go on behind what is written already."""
        if self.text:
            self.move_cursor(self.document.end)
            self.on_text_area_changed()

    def use_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self.placeholder = words("tui.composer.placeholder")
        if self._hints is not None:
            self._hints.use_words(words)

    def write_on(self, text: str) -> None:
        """Put `text`, which was typed elsewhere or pasted there, where the cursor is."""
        start, end = self.selection
        self._replace_via_keyboard(self._as_pasted(text), start, end)

    def action_send(self) -> None:
        """Ask for the text to be said; nothing but white space says nothing."""
        if self.text.strip():
            self.ask(self.Submitted(self, self.text))

    def action_new_line(self) -> None:
        """Begin another line."""
        start, end = self.selection
        self._replace_via_keyboard("\n", start, end)

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
        if self._hints is None:
            return
        begun = self.document[0][:1]
        if not (begun and begun in SLASHES):
            self._offered_for = ""
            self._hints.suggest([])
        elif self.text != self._offered_for:
            self.offer(self._hints)

    def offer_anew(self) -> None:
        """More is known of what may become of what is written."""
        self._offered_for = ""
        self.on_text_area_changed()

    def offer(self, hints: CommandHints) -> None:
        """Show what may become of what is written now."""
        from siliconfriend.tui.slash import begun_argument, matching

        self._offered_for = self.text
        begun_call = begun_argument(self.text)
        if begun_call is None or self.completions is None:
            hints.suggest(matching(self.text))
        else:
            one, _, argument = begun_call
            fitting = self.completions(one, argument)
            hints.suggest_arguments([] if fitting == [argument] else fitting)

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
            if key == "enter":
                self.post_message(self.Begun(chosen))
        elif key == "enter":
            self.take(self.text)
            self.ask(self.Chosen(chosen))
        else:
            return False
        return True

    def _as_pasted(self, text: str) -> str:
        return self._folded(visible(text.replace("\r\n", "\n").replace("\r", "\n")))

    async def _on_key(self, event: events.Key) -> None:
        """Our keys are not bindings: those are carried out after letters typed later have been put in."""
        if self.waits(event):
            return
        meant, hints = self.keyboard.command(event.key), self._hints
        key = _AMONG_HINTS.get(meant.id, event.key) if meant is not None else event.key
        if hints is not None and (hints.open or self.text[:1] in SLASHES) and self.text != self._offered_for:
            self.offer(hints)  # letters go before the message that tells of them: a key means what stands there
        if hints is not None and (
            (hints.chosen is not None and self._among_hints(hints, hints.chosen, key))
            or (hints.argument is not None and self._among_arguments(hints, hints.argument, key))
        ):
            event.stop()
            event.prevent_default()
        elif meant is None:
            await super()._on_key(event)
        elif meant.scope in OWNERS:
            self.carry_out(event, f"{OWNERS[meant.scope]}.{meant.action}")
        else:
            event.stop()
            event.prevent_default()
            await self.run_action(meant.action)

    async def _on_paste(self, event: events.Paste) -> None:
        if self.waits(event):
            return
        event.text = self._as_pasted(event.text)
        await super()._on_paste(event)
        event.prevent_default()
