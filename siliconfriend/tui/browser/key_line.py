"""The keys that work here, always in sight; each can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

GAP = "  "
DOES = "does"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as a person reads it, what it does, and the action that a click means; some cannot be clicked."""

    key: str
    does: str
    action: str = ""

    @property
    def cells(self) -> int:
        """How wide it is."""
        return cell_len(f"{self.key} {self.does}")

    def content(self) -> Content:
        """As it is shown."""
        item = Content.assemble((self.key, "$primary"), " ", (self.does, "$quiet"))
        return item.stylize(Style.from_meta({DOES: self.action})) if self.action else item


class KeyLine(Widget):
    """As many lines as it takes; a key and its word stay together. A click is what the key does."""

    DEFAULT_CSS = """
    KeyLine { height: auto; padding: 0 1; }
    """

    def __init__(self, keys: Sequence[Key] = ()) -> None:
        super().__init__()
        self.auto_links = False
        self._keys = keys

    def show(self, keys: Sequence[Key]) -> None:
        """Show these."""
        if keys != self._keys:
            self._keys = keys
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """How many lines that takes."""
        return len(self._lines(width))

    async def on_click(self, event: events.Click) -> None:
        """Do what the key that was clicked does."""
        action = event.style.meta.get(DOES)
        if action and self.parent is not None:
            event.stop()
            await self.app.run_action(action, self.parent)

    def render(self) -> Content:
        """The lines."""
        lines = [Content(GAP).join([key.content() for key in keys]) for keys in self._lines(self.size.width)]
        return Content("\n").join(lines)

    def _lines(self, width: int) -> list[list[Key]]:
        lines: list[list[Key]] = [[]]
        room = width
        for key in self._keys:
            if lines[-1] and key.cells > room:
                lines.append([])
                room = width
            lines[-1].append(key)
            room -= key.cells + len(GAP)
        return lines
