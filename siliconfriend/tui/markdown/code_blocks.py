"""The code in a reply."""

from __future__ import annotations


def code_blocks(text: str) -> list[str]:
    """The code blocks of a Markdown text, in order, without their fences."""
    from siliconfriend.tui.markdown.parser import parser_of_blocks

    tokens = parser_of_blocks().parse(text)
    return [token.content.rstrip("\n") for token in tokens if token.type in {"fence", "code_block"}]
