"""Which of a reply's code blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.visible import visible
from siliconfriend.tui.widgets.card import Card

LINES_SHOWN: Final = 3


class ChooseCodeScreen(FriendModal[str]):
    """The blocks by their first lines; the one chosen is the result."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(self, blocks: Sequence[str]) -> None:
        super().__init__()
        self._blocks = blocks

    def compose(self) -> ComposeResult:
        """A list."""
        with Card() as card:
            card.border_title = self.words("tui.copied.which")
            card.border_subtitle = self.words("tui.copied.keys")
            samples = (Option(self._sample(block)) for block in self._blocks)
            yield OptionList(*[one for sample in samples for one in (sample, None)][:-1], markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """This one."""
        event.stop()
        self.dismiss(self._blocks[event.option_index])

    def action_close(self) -> None:
        """None of them."""
        self.dismiss(None)

    @staticmethod
    def _sample(block: str) -> Content:
        lines = visible(block).splitlines() or [""]
        more = ["…"] if len(lines) > LINES_SHOWN else []
        return Content("\n".join([*lines[:LINES_SHOWN], *more]))
