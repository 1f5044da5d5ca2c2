"""A quiet line above the composer."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Static

from siliconfriend.tui.visible import one_line


class ComposerNote(Static):
    """What is waiting to be sent, or what is being edited; nothing most of the time."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.text = ""
        self._say: Callable[[], str] | None = None

    def say(self, say: Callable[[], str] | None) -> None:
        """Show what `say` says; without it the line is taken away."""
        self._say = say
        self.say_again()

    def say_again(self) -> None:
        """In the language that is spoken now."""
        self.text = one_line(self._say()) if self._say is not None else ""
        self.update(self.text)
        self.set_class(bool(self.text), "-shown")
