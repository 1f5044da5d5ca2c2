"""The last line: the keys that matter now."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from siliconfriend.language import Words
from siliconfriend.tui.commands import COMMANDS, Command, Scope
from siliconfriend.tui.keyboard import Keyboard

GAP = "  "


class KeyBar(Widget):
    """As many of the footer's commands as fit; while something can be stopped, how comes first."""

    streaming = reactive(False)
    waiting = reactive(False)
    editing = reactive(False)

    def __init__(self, words: Words, keyboard: Keyboard) -> None:
        super().__init__()
        self.auto_links = False
        self._words = words
        self._keyboard = keyboard

    def use_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self.refresh()

    def use_keyboard(self, keyboard: Keyboard) -> None:
        """Show other keys."""
        self._keyboard = keyboard
        self.refresh()

    def render(self) -> Content:
        """The line."""
        parts: list[Content] = []
        for one in self._fitting():
            if parts:
                parts.append(Content(GAP))
            item = Content.assemble((self._keyboard.short(one.id), "$primary"), " ", (self._short(one), "$quiet"))
            parts.append(item.stylize(Style.from_meta({"@click": action})) if (action := _click(one)) else item)
        return Content("").join(parts)

    def _fitting(self) -> list[Command]:
        """The wanted commands that fit, in their order: essential ones are chosen first."""
        room, chosen = self.size.width + len(GAP), set()
        wanted = self._wanted()
        for one in sorted(wanted, key=lambda one: not one.essential):
            room -= cell_len(f"{self._keyboard.short(one.id)} {self._short(one)}{GAP}")
            if room < 0:
                break
            chosen.add(one.id)
        return [one for one in wanted if one.id in chosen]

    def _short(self, one: Command) -> str:
        if one.id == "stop" and (self.waiting or self.editing):
            return self._words("tui.note.take_back" if self.waiting else "tui.note.leave")
        return self._words(f"tui.commands.{one.id}.short")

    def _wanted(self) -> list[Command]:
        wanted = [one for one in COMMANDS if one.footer and self._keyboard.of(one.id)]
        if self.streaming or self.waiting or self.editing:
            return sorted(wanted, key=lambda one: one.id != "stop")
        return [one for one in wanted if one.id != "stop"]


def _click(one: Command) -> str:
    """The action that a click carries out; commands of the composer have none."""
    return "" if one.scope is Scope.COMPOSER else f"{'app' if one.scope is Scope.APP else 'screen'}.{one.action}"
