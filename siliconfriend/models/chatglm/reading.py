"""Which positions and which mask the tokens of one call get, from whatever of them the caller gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor
from torch.nn import functional

from siliconfriend.models.chatglm.cache import ChatGLMCache
from siliconfriend.models.chatglm.layout import Layout, blocked_later, real_tokens

if TYPE_CHECKING:
    from transformers import Cache

    from siliconfriend.models.chatglm.configuration import ChatGLMConfig


def place(
    input_ids: Tensor,
    attention_mask: Tensor | None,
    position_ids: Tensor | None,
    cache: Cache | None,
    config: ChatGLMConfig,
) -> tuple[Tensor, Tensor | None]:
    """Positions (batch, 2, length) and mask (batch, 1, length, length so far) of `input_ids`.

    A `ChatGLMCache` learns the layout of a prompt and tells it to the tokens that follow.

    Raises:
        ValueError: a row lacks [gMASK] <sop>, or the cache knows no prompt, and not all was given.
    """
    if cache is not None and cache.get_seq_length():
        return _reply(input_ids, attention_mask, position_ids, cache)
    whole = attention_mask if attention_mask is not None and attention_mask.dim() == 4 else None
    try:
        layout = Layout.of(input_ids, real_tokens(attention_mask, input_ids), config)
    except ValueError:
        if whole is None or position_ids is None:
            raise
        return position_ids, whole.bool()
    if isinstance(cache, ChatGLMCache):
        cache.layout = layout
    positions = layout.positions(0, input_ids.shape[1]) if position_ids is None else position_ids
    return positions, layout.blocked() if whole is None else whole.bool()


def _reply(
    input_ids: Tensor, attention_mask: Tensor | None, position_ids: Tensor | None, cache: Cache
) -> tuple[Tensor, Tensor | None]:
    read, rows = cache.get_seq_length(), input_ids.shape[1]
    layout = cache.layout if isinstance(cache, ChatGLMCache) else None
    if position_ids is None:
        if layout is None:
            raise ValueError("this cache does not know its prompt: give position_ids")
        position_ids = layout.positions(read, read + rows)
    if attention_mask is not None and attention_mask.dim() == 4:
        return position_ids, attention_mask.bool()
    if attention_mask is not None:
        real = attention_mask.bool()
    elif layout is not None:
        real = functional.pad(layout.real, (0, read + rows - layout.real.shape[1]), value=True)
    else:
        real = input_ids.new_ones((input_ids.shape[0], read + rows)).bool()
    return position_ids, blocked_later(real, rows)
