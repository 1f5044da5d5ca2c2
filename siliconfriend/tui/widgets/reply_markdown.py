"""A reply, or a part of one, as one widget."""

from __future__ import annotations

from textual.selection import Selection

from siliconfriend.tui.markdown.page import Page
from siliconfriend.tui.widgets.laid_out_once import LaidOutOnce


class ReplyMarkdown(LaidOutOnce):
    """Markdown that may grow, whose links open only on the web, and only when clicked.

    One widget however long it is: all that is on the screen is laid out anew for each line that a reply grows by.
    """

    def __init__(self, text: str = "", *, ends: bool = False) -> None:
        super().__init__(classes="ending" if ends else "")
        self._page = Page(text)

    def render(self) -> Page:
        """What is painted."""
        return self._page

    def grow(self, piece: str) -> None:
        """Add `piece`; the screen is laid out anew only when it takes more lines."""
        width = self.content_size.width
        before = self._page.height(width) if width else 0
        self._page.grow(piece)
        self.refresh(layout=not width or self._page.height(width) != before)

    def replace(self, text: str) -> None:
        """Show `text` and nothing else."""
        self._page = Page(text)
        self.refresh(layout=True)

    def lay_out_anew(self) -> None:
        """Characters are counted otherwise now."""
        self._page.forget_layout()
        self.refresh(layout=True)

    def notify_style_update(self) -> None:
        """Other colours."""
        self._page.forget_styles()
        super().notify_style_update()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is selected, without bars, grounds and broken lines."""
        return self._page.selected(selection, self.content_size.width), "\n"

    def action_link(self, href: str) -> None:
        """Open a web page."""
        if href.startswith(("https://", "http://")):
            self.app.open_url(href)
