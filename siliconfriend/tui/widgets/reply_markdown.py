"""A reply's Markdown, as written in a conversation."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from textual.widgets import Markdown


def conversational_parser() -> MarkdownIt:
    """Markdown in which a line break is a line break, and HTML is text."""
    parser = MarkdownIt("gfm-like", {"html": False})
    parser.core.ruler.push("keep_line_breaks", _keep_line_breaks)
    return parser


def _keep_line_breaks(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "softbreak":
                child.type = "hardbreak"


class ReplyMarkdown(Markdown):
    """Markdown whose links open only on the web, and only when clicked."""

    def __init__(self, text: str | None = None) -> None:
        super().__init__(text, parser_factory=conversational_parser, open_links=False)

    def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """Open a web page."""
        event.stop()
        if event.href.startswith(("https://", "http://")):
            self.app.open_url(event.href)
