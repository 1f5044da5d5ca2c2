"""ChatGLM's attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from siliconfriend.models.chatglm.rotary import turned

if TYPE_CHECKING:
    from transformers import Cache

    from siliconfriend.models.chatglm.configuration import ChatGLMConfig
    from siliconfriend.models.chatglm.prefix import KeysAndValues


class SelfAttention(nn.Module):
    """Multi-head attention whose query, key and value come out of one matrix, head by head."""

    def __init__(self, config: ChatGLMConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.heads = config.num_attention_heads
        self.query_key_value = nn.Linear(config.hidden_size, 3 * config.hidden_size)
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(
        self,
        hidden: Tensor,
        rotary: tuple[Tensor, Tensor],
        allowed: Tensor | None,
        past_key_values: Cache | None,
        prefix: KeysAndValues | None,
    ) -> Tensor:
        """`hidden`, (batch, length, size), after attention; `allowed` is True where a row may see a column."""
        heads = self.query_key_value(hidden).view(*hidden.shape[:2], self.heads, -1).transpose(1, 2)
        query, key, value = heads.chunk(3, dim=-1)
        query, key = turned(query, *rotary), turned(key, *rotary)
        if past_key_values is not None:
            key, value = past_key_values.update(key, value, self.layer)
        if prefix is not None:
            key, value = torch.cat((prefix[0], key), dim=2), torch.cat((prefix[1], value), dim=2)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=allowed)
        out: Tensor = self.dense(mixed.transpose(1, 2).flatten(2))
        return out
