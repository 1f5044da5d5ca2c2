"""ChatGLM-6B, the architecture of 2023, native: it runs on today's transformers with no remote code.

The classes bring torch with them, so each is imported when it is first named.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siliconfriend.models.chatglm.configuration import ChatGLMConfig
    from siliconfriend.models.chatglm.modeling import ChatGLMForConditionalGeneration
    from siliconfriend.models.chatglm.tokenization import ChatGLMTokenizer

__all__ = ["ChatGLMConfig", "ChatGLMForConditionalGeneration", "ChatGLMTokenizer"]

_HOMES = {
    "ChatGLMConfig": "configuration",
    "ChatGLMForConditionalGeneration": "modeling",
    "ChatGLMTokenizer": "tokenization",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
