"""The words of a memory as they are shown: what a model wrote of a day without the signs of Markdown."""

from __future__ import annotations

from siliconfriend.memory.records import Kind, Memory
from siliconfriend.tui.markdown.in_lines import in_lines
from siliconfriend.tui.visible import visible


def words_of(memory: Memory) -> str:
    """What stands in it; the person's own words are as they wrote them."""
    return visible(memory.query) if memory.kind in (Kind.TURN, Kind.NOTE) else in_lines(memory.query)
