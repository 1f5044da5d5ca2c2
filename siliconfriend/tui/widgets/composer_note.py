"""A quiet line above the composer."""

from __future__ import annotations

from textual.widgets import Static

from siliconfriend.tui.visible import one_line


class ComposerNote(Static):
    """What is waiting to be sent, or what is being edited; nothing most of the time."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.text = ""

    def say(self, text: str) -> None:
        """Show `text`; an empty one takes the line away."""
        self.text = one_line(text)
        self.update(self.text)
        self.set_class(bool(text), "-shown")
