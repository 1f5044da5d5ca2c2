"""The slash commands that what is being written may become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from siliconfriend.language import Words
from siliconfriend.tui.commands import Command
from siliconfriend.tui.visible import one_line

MOST_LINES: Final = 6


class CommandHints(Static):
    """A few lines above the composer, one of them chosen; there are none most of the time."""

    def __init__(self, words: Words) -> None:
        super().__init__(markup=False)
        self._words = words
        self._commands: Sequence[Command] = ()
        self._arguments: Sequence[str] = ()
        self._place = 0

    def use_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words

    def suggest(self, commands: Sequence[Command]) -> None:
        """Show these; none closes."""
        if list(commands) != list(self._commands) or self._arguments:
            self._commands, self._arguments, self._place = commands, (), 0
            self._show()

    def suggest_arguments(self, arguments: Sequence[str]) -> None:
        """Show what a command's argument may become; none closes."""
        if list(arguments) != list(self._arguments) or self._commands:
            self._commands, self._arguments, self._place = (), arguments, 0
            self._show()

    @property
    def argument(self) -> str | None:
        """The argument that Tab means."""
        return self._arguments[self._place] if self._arguments else None

    @property
    def open(self) -> bool:
        """Whether there are any."""
        return bool(self._commands or self._arguments)

    @property
    def chosen(self) -> Command | None:
        """The one that Enter means."""
        return self._commands[self._place] if self._commands else None

    def move(self, by: int) -> None:
        """Choose another one."""
        self._place = (self._place + by) % len(self._commands or self._arguments)
        self._show()

    def _show(self) -> None:
        self.set_class(self.open, "-shown")
        count = len(self._commands or self._arguments)
        first = max(0, min(self._place - MOST_LINES + 1, count - MOST_LINES))
        if self._arguments:
            shown = self._arguments[first : first + MOST_LINES]
            self.update(Content("\n").join(self._argument_line(one) for one in shown))
            return
        from siliconfriend.tui.slash import call  # not before the first frame

        width = max((cell_len(call(self._words, one)) for one in self._commands), default=0)
        lines = [self._line(one, width) for one in self._commands[first : first + MOST_LINES]]
        self.update(Content("\n").join(lines))

    def _argument_line(self, one: str) -> Content:
        chosen = one == self.argument
        return Content.assemble(
            "› " if chosen else "  ", (one_line(one), "$primary bold" if chosen else "$primary")
        )

    def _line(self, one: Command, width: int) -> Content:
        from siliconfriend.tui.slash import call

        name = call(self._words, one)
        chosen = one is self.chosen
        gap = " " * (width - cell_len(name) + 3)
        return Content.assemble(
            "› " if chosen else "  ",
            (name, "$primary bold" if chosen else "$primary"),
            gap,
            (self._words(f"tui.commands.{one.id}.help"), "" if chosen else "$quiet"),
        )
