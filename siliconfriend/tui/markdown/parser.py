"""Markdown, as written in a conversation."""

from __future__ import annotations

from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

DEEPEST: Final = 40
"""Quotes one in the other; of lists half as many. What is deeper is text."""
_NEVER_REACHED: Final = DEEPEST + 10
"""Where the parser itself would leave out what is deeper."""


@cache
def conversational_parser() -> MarkdownIt:
    """Markdown in which a line break is a line break, and HTML is text."""
    parser = _parser()
    parser.core.ruler.push("keep_line_breaks", _keep_line_breaks)
    return parser


@cache
def parser_of_blocks() -> MarkdownIt:
    """The same blocks, with nothing read in them: to look for links in a long text may take minutes."""
    return _parser().disable(["inline", "linkify"])


def _parser() -> MarkdownIt:
    parser = MarkdownIt("gfm-like", {"html": False, "maxNesting": _NEVER_REACHED})
    parser.block.ruler.before("table", "too_deep", _too_deep)
    return parser


def _too_deep(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """The lines up to `end` as one paragraph, with the signs that nobody reads any more."""
    if state.level < DEEPEST or silent:
        return False
    opened = state.push("paragraph_open", "p", 1)
    opened.map = [first, end]
    words = state.push("inline", "", 0)
    words.content = state.getLines(first, end, state.blkIndent, keepLastLF=False).strip()
    words.map, words.children = [first, end], []
    state.push("paragraph_close", "p", -1)
    state.line = end
    return True


def _keep_line_breaks(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "softbreak":
                child.type = "hardbreak"
