"""A question that comes by itself, maybe while somebody writes."""

from __future__ import annotations

from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.writes_on import WritesOn


class UnaskedScreen(ConfirmScreen, WritesOn[bool]):
    """No Enter behind words is an answer."""

    def on_mount(self) -> None:
        """Something may be written already."""
        if any(one.text for one in self.composers):
            self.choose_none()
