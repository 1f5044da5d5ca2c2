"""A line between turns of different days or conversations."""

from __future__ import annotations

from textual.widgets import Static


class Divider(Static):
    """A quiet centred phrase."""

    def __init__(self, text: str) -> None:
        super().__init__(text, markup=False)
