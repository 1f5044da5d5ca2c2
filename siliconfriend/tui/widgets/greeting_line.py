"""What the companion says first when somebody is back."""

from __future__ import annotations

from textual.widgets import Static

from siliconfriend.tui.visible import visible


class GreetingLine(Static):
    """The greeting; not a turn."""

    def __init__(self, text: str) -> None:
        super().__init__(visible(text), markup=False)
