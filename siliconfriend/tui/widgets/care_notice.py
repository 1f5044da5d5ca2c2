"""Where help is, beside a reply."""

from __future__ import annotations

from textual.widgets import Static

from siliconfriend.tui.visible import visible


class CareNotice(Static):
    """A gentle panel that nothing waits for."""

    def __init__(self, text: str) -> None:
        super().__init__(visible(text), markup=False)
