"""What the marks and bars in the list of memories mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from siliconfriend.tui.browser.bars import THICK, THIN
from siliconfriend.tui.browser.lines import FADED, LOWERED, NEVER, PINNED

if TYPE_CHECKING:
    from siliconfriend.language import Words

GAP: Final = "   "
SIGNS: Final = (
    (PINNED, "$accent", "pinned"),
    (FADED, "$accent", "faded"),
    (NEVER, "$accent", "never"),
    (LOWERED, "$accent", "lowered"),
    (THICK * 2 + THIN, "$primary", "left"),
    ("×2", "$quiet", "strength"),
)


class Legend(Widget):
    """One line; what has no room is left out. Where nothing is drawn there is nothing to explain."""

    DEFAULT_CSS = """
    Legend { height: 1; padding: 0 1; color: $quiet; }
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def use_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self.refresh()

    def render(self) -> Content:
        """The signs there is room for, with what they mean."""
        return Content(GAP).join(self._fitting(self.size.width))

    def _fitting(self, room: int) -> Iterator[Content]:
        for sign, style, name in SIGNS:
            means = self._words(f"browser.legend.{name}")
            room -= cell_len(f"{sign} {means}")
            if room < 0:
                return
            yield Content.assemble((sign, style), f" {means}")
            room -= len(GAP)
