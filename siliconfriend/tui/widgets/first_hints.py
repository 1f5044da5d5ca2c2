"""What somebody who is here for the first time may want to know before they say much; it scrolls away by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from siliconfriend.language import Words
from siliconfriend.tui.commands import command

TOLD: Final = ("off_record", "local_only", "sent")
GAP: Final = 3


class FirstHints(Widget):
    """A line for each command in `TOLD`: how it is called, which can be clicked, and what it is good for."""

    DEFAULT_CSS = "FirstHints { height: auto; padding: 0 2; margin-bottom: 1; color: $quiet; }"

    def __init__(self, words: Callable[[], Words], way: Callable[[str], str]) -> None:
        super().__init__()
        self.auto_links = False
        self._words = words
        self._way = way

    def say_again(self) -> None:
        """In the language that is spoken now."""
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many lines as it takes at `width`."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The lines at the width there is."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        say = self._words()
        ways = {one: self._way(one) for one in TOLD}
        indent = max(map(cell_len, ways.values())) + GAP
        lines = Content(say("tui.first_hints.title")).wrap(max(1, width))
        for one, way in ways.items():
            told = Content(say(f"tui.first_hints.{one}")).wrap(max(1, width - indent))
            shown = Content.styled(way, "$primary").stylize(Style.from_meta({"@click": _click(one)}))
            lines.append(Content.assemble(shown, " " * (indent - cell_len(way)), told[0]))
            lines += [Content.assemble(" " * indent, more) for more in told[1:]]
        return lines


def _click(one: str) -> str:
    return f"screen.{command(one).action}"
