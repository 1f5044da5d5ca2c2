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
    """Markdown whose links open only on the web, and only when clicked.

    No blank line follows the last block of one that `ends` a reply. (A rule with `:last-child` would have the style
    of every block worked out anew for each block that comes.)
    """

    def __init__(self, text: str | None = None, *, ends: bool = False) -> None:
        super().__init__(text, parser_factory=conversational_parser, open_links=False)
        self.ends = ends

    def on_markdown_table_of_contents_updated(self) -> None:
        """The blocks are there."""
        if self.ends and self.children:
            self.children[-1].add_class("ending")

    def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """Open a web page."""
        event.stop()
        if event.href.startswith(("https://", "http://")):
            self.app.open_url(event.href)
