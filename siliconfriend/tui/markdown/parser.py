"""Markdown, as written in a conversation."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore


@cache
def conversational_parser() -> MarkdownIt:
    """Markdown in which a line break is a line break, and HTML is text."""
    parser = MarkdownIt("gfm-like", {"html": False})
    parser.core.ruler.push("keep_line_breaks", _keep_line_breaks)
    return parser


@cache
def parser_of_blocks() -> MarkdownIt:
    """The same blocks, with nothing read in them: to look for links in a long text may take minutes."""
    return MarkdownIt("gfm-like", {"html": False}).disable(["inline", "linkify"])


def _keep_line_breaks(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "softbreak":
                child.type = "hardbreak"
