"""Keys and values of what was read, and how it was laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transformers import DynamicCache

if TYPE_CHECKING:
    from siliconfriend.models.chatglm.layout import Layout


class ChatGLMCache(DynamicCache):
    """A cache that knows its prompt's layout, so that a next token needs neither a mask nor positions."""

    def __init__(self, layout: Layout | None = None) -> None:
        super().__init__()
        self.layout = layout
