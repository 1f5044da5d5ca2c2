"""Which of the two languages; the arrows choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from siliconfriend.language import Language

NAMES: Final = {Language.EN: "English", Language.CN: "中文"}


class LanguageChoice(Widget, can_focus=True):
    """The languages side by side, each under its own name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right,up,down,space", "other", show=False),
        Binding("enter", "accept", show=False),
    ]

    language = reactive(Language.EN)

    @dataclass
    class Changed(Message):
        """Another language was chosen."""

        language: Language

    @dataclass
    class Accepted(Message):
        """Enter was pressed."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.auto_links = False
        self.set_reactive(LanguageChoice.language, language)

    def render(self) -> Content:
        """● English   ○ 中文."""
        parts = []
        for language, name in NAMES.items():
            chosen = language is self.language
            choose = Style.from_meta({"@click": f"choose('{language.value}')"})
            text = f"{'●' if chosen else '○'} {name}"
            parts.append(Content.styled(text, "$primary bold" if chosen else "$quiet").stylize(choose))
        return Content("     ").join(parts)

    def watch_language(self, language: Language) -> None:
        """Tell."""
        self.post_message(self.Changed(language))

    def action_other(self) -> None:
        """The other one."""
        self.language = Language.EN if self.language is Language.CN else Language.CN

    def action_choose(self, value: str) -> None:
        """This one."""
        self.language = Language(value)

    def action_accept(self) -> None:
        """Go on."""
        self.post_message(self.Accepted())

    def on_click(self, event: events.Click) -> None:
        """Clicks are for the names."""
        event.stop()
