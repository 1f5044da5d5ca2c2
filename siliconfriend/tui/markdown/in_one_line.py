"""A reply in one line, for lists: its plain words."""

from __future__ import annotations

from functools import lru_cache

from siliconfriend.tui.markdown.in_lines import in_lines
from siliconfriend.tui.visible import one_line


@lru_cache(maxsize=1024)
def in_one_line(text: str) -> str:
    """The words of `text`; what stands between fences is kept as it is."""
    return one_line(in_lines(text))
