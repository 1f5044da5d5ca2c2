"""The last lines: the keys that matter now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from siliconfriend.keys import DEFAULT_KEYS
from siliconfriend.language import Words
from siliconfriend.tui.commands import COMMANDS, SLASH, Command, Scope
from siliconfriend.tui.keyboard import Keyboard

GAP: Final = "  "
TALL: Final = 30
"""From so many lines of the terminal on there is room for a second line of keys."""

CHANGE_A_TURN: Final = ("edit", "again")
"""What can be done only with a turn of this conversation."""


class Item(Struct, frozen=True):
    """A command as the footer shows it: its key and what that does, or the name that it is called by."""

    command: Command
    key: str
    does: str

    @property
    def cells(self) -> int:
        """How wide it is."""
        return cell_len(f"{self.key} {self.does}" if self.does else self.key)

    def content(self) -> Content:
        """As it is shown; a click carries it out, unless it is about what is being written."""
        item = Content.assemble((self.key, "$primary"), (f" {self.does}" if self.does else "", "$quiet"))
        action = _click(self.command)
        return item.stylize(Style.from_meta({"@click": action})) if action else item


class KeyBar(Widget):
    """As many of the footer's commands as fit; while something can be stopped, how comes first."""

    streaming = reactive(False)
    waiting = reactive(False)
    editing = reactive(False)
    said = reactive(True)
    """Whether there is a turn on the screen that something can be done with."""
    said_here = reactive(True)
    """Whether the last of them is one of this conversation."""

    def __init__(self, words: Words, keyboard: Keyboard) -> None:
        super().__init__()
        self.auto_links = False
        self._words = words
        self._keyboard = keyboard

    def use_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self.refresh(layout=True)

    def use_keyboard(self, keyboard: Keyboard) -> None:
        """Show other keys."""
        self._keyboard = keyboard
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Two lines in a tall terminal, else one."""
        return 2 if viewport.height >= TALL else 1

    def render(self) -> Content:
        """The lines."""
        lines, left = [], self._wanted()
        for _ in range(max(1, self.size.height)):
            line = _fitting(left, self.size.width)
            left = [one for one in left if one not in line]
            lines.append(Content(GAP).join([one.content() for one in line]))
        return Content("\n").join(lines)

    def _wanted(self) -> list[Item]:
        """What is to be shown now, in its order."""
        stoppable = self.streaming or self.waiting or self.editing
        wanted = [
            item
            for one in COMMANDS
            if one.footer
            and (self.said or not one.about_a_turn)
            and (self.said_here or one.id not in CHANGE_A_TURN)
            and (stoppable or one.id != "stop")
            and (item := self._item(one)) is not None
        ]
        return sorted(wanted, key=lambda one: stoppable and one.command.id != "stop")

    def _item(self, one: Command) -> Item | None:
        """None for a command whose key was taken from it."""
        if key := self._keyboard.short(one.id):
            return Item(one, key, self._short(one))
        if DEFAULT_KEYS[one.id]:
            return None
        return Item(one, f"{SLASH}{self._words(f'tui.commands.{one.id}.slash')}", "")

    def _short(self, one: Command) -> str:
        if one.id == "stop" and (self.waiting or self.editing):
            return self._words("tui.note.take_back" if self.waiting else "tui.note.leave")
        return self._words(f"tui.commands.{one.id}.short")


def _fitting(wanted: Sequence[Item], width: int) -> list[Item]:
    """Those of `wanted` that fit into `width` cells, in their order: what matters most is chosen first."""
    room, chosen = width + len(GAP), set()
    for one in sorted(wanted, key=lambda one: (not one.command.essential, one.command.footer)):
        room -= one.cells + len(GAP)
        if room < 0:
            break
        chosen.add(one.command.id)
    return [one for one in wanted if one.command.id in chosen]


def _click(one: Command) -> str:
    """The action that a click carries out; commands of the composer have none."""
    return "" if one.scope is Scope.COMPOSER else f"{'app' if one.scope is Scope.APP else 'screen'}.{one.action}"
