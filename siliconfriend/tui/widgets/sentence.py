"""Words of the program among those of a conversation: they follow when another language is spoken."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Static

from siliconfriend.tui.visible import visible


class Sentence(Static):
    """What `say` says."""

    def __init__(self, say: Callable[[], str], *, classes: str = "") -> None:
        super().__init__(visible(say()), markup=False, classes=classes)
        self._say = say

    def say_again(self) -> None:
        """In the language that is spoken now."""
        self.update(visible(self._say()))
