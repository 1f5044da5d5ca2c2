"""What can be done here, made from the table of commands."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from siliconfriend.tui.commands import COMMANDS, Command, Scope, commands
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.slash import call


class HelpScreen(FriendModal[None]):
    """Keys in groups, then what is kept and where words go."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q,enter", "close", show=False)]

    def compose(self) -> ComposeResult:
        """One card that scrolls."""
        with VerticalScroll(id="card", can_focus=True) as card:
            card.border_title = self.words("tui.help.title")
            card.border_subtitle = self.words("tui.help.close")
            width = max(cell_len(one.keys_shown) for one in COMMANDS)
            for scope in Scope:
                yield Static(self.words(f"tui.help.{scope.value}"), classes="group", markup=False)
                yield Static(self._keys(list(commands(scope)), width), markup=False)
            yield Static(self.words("tui.help.memory_title"), classes="group", markup=False)
            yield Static(self.words("tui.help.memory"), markup=False)

    def _keys(self, group: list[Command], width: int) -> Content:
        lines = []
        for one in group:
            gap = " " * (width - cell_len(one.keys_shown) + 3)
            text = self.words(f"tui.commands.{one.id}.help")
            name = f" · {call(self.words, one)}" if one.named else ""
            lines.append(Content.assemble((one.keys_shown, "$primary"), gap, text, (name, "$quiet")))
        return Content("\n").join(lines)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
