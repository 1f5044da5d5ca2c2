"""What can be done here, made from the table of commands."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from siliconfriend.tui.commands import COMMANDS, Command, Scope, also, commands
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.slash import call

NARROWEST = 20  # cells beside the keys; where there are fewer, what a key does stands below it
BELOW = 2


class Keys(Widget):
    """Keys, and beside each what it does; what needs more lines goes on below itself, not below the keys."""

    DEFAULT_CSS = "Keys { height: auto; }"

    def __init__(self, rows: list[tuple[str, str, str]], indent: int) -> None:
        super().__init__()
        self._rows = rows
        self._indent = indent

    def _lines(self, width: int) -> list[Content]:
        lines = []
        if width - self._indent < NARROWEST:
            for keys, text, name in self._rows:
                lines.append(Content.styled(keys, "$primary"))
                wrapped = _with_name(text, name, max(1, width - BELOW))
                lines += [Content.assemble(" " * BELOW, line) for line in wrapped]
            return lines
        for keys, text, name in self._rows:
            for place, line in enumerate(_with_name(text, name, width - self._indent)):
                shown = keys if place == 0 else ""
                gap = " " * (self._indent - cell_len(shown))
                lines.append(Content.assemble((shown, "$primary"), gap, line))
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many lines as it takes at `width`."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The lines at the width there is."""
        return Content("\n").join(self._lines(self.size.width))


def _with_name(text: str, name: str, width: int) -> list[Content]:
    """The lines of `text` with the `name` behind it, which is never broken where it fits a line."""
    lines, behind = Content(text).wrap(width), Content.styled(f"  {name}", "$quiet")
    if not name:
        return lines
    if lines[-1].cell_length + behind.cell_length <= width:
        return [*lines[:-1], Content.assemble(lines[-1], behind)]
    return [*lines, *Content.styled(name, "$quiet").wrap(width)]


class HelpScreen(FriendModal[None]):
    """Keys in groups, then what is kept and where words go."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", show=False),
        also("help", "close"),
    ]

    def compose(self) -> ComposeResult:
        """One card that scrolls."""
        with VerticalScroll(id="card", can_focus=True) as card:
            card.border_title = self.words("tui.help.title")
            card.border_subtitle = self.words("tui.help.close")
            width = max(cell_len(self.friend.keyboard.shown(one.id)) for one in COMMANDS)
            for scope in Scope:
                yield Static(self.words(f"tui.help.{scope.value}"), classes="group", markup=False)
                yield Keys(self._keys(list(commands(scope))), width + 3)
            yield Static(self.words("tui.help.memory_title"), classes="group", markup=False)
            yield Static(self.words("tui.help.memory"), markup=False)

    def _keys(self, group: list[Command]) -> list[tuple[str, str, str]]:
        """Each command's keys, what it does, and the name that it is called by."""
        return [
            (
                self.friend.keyboard.shown(one.id),
                self.words(f"tui.commands.{one.id}.help"),
                call(self.words, one) if one.named else "",
            )
            for one in group
        ]

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
