"""A quiet sentence in the transcript that is not part of the conversation."""

from __future__ import annotations

from textual.widgets import Static

from siliconfriend.tui.visible import visible


class Notice(Static):
    """One sentence."""

    def __init__(self, text: str, *, trouble: bool = False) -> None:
        super().__init__(visible(text), markup=False, classes="trouble" if trouble else "")
