"""A text, to be put in one's own words."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.widgets.card import Card
from siliconfriend.tui.widgets.wordwise_area import WordwiseArea


class EditScreen(FriendModal["str | None"]):
    """What it means to change it, and the text; None when it is left as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("escape", "cancel", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    EditScreen TextArea { height: 10; margin-top: 1; background: $surface; border: none; padding: 0 1; }
    EditScreen TextArea .text-area--placeholder { color: $quiet; }
    """
    AUTO_FOCUS = "TextArea"

    def __init__(self, title: str, meaning: str, text: str, *, example: str = "", off_record: bool = False) -> None:
        """`example` is seen while there is no text; off the record it says that it is kept."""
        super().__init__()
        self._example = example
        self._title = title
        self._meaning = meaning
        self._off_record = off_record
        self._text = text

    def compose(self) -> ComposeResult:
        """A card."""
        say = self.words
        with Card() as card:
            card.border_title = self._title
            card.border_subtitle = f"^S {say('browser.keys.save')} · Esc {say('browser.keys.cancel')}"
            yield Static(self._meaning, markup=False)
            if self._off_record:
                yield Static(say("browser.edit.off_record"), markup=False)
            yield WordwiseArea(self._text, soft_wrap=True, compact=True, placeholder=self._example)

    def on_mount(self) -> None:
        """Go on where the text ends."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)

    def action_save(self) -> None:
        """Keep it."""
        self.dismiss(self.query_one(TextArea).text)

    def action_cancel(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)
