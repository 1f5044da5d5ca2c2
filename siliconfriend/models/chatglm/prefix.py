"""P-tuning v2: a learned prefix of keys and values, the same before every prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from siliconfriend.models.chatglm.configuration import ChatGLMConfig

KeysAndValues = tuple[Tensor, Tensor]

DROPOUT = 0.1


class PrefixEncoder(nn.Module):
    """Parameter names and shapes are those that the public P-tuning code saves."""

    def __init__(self, config: ChatGLMConfig, length: int, *, projection: bool) -> None:
        super().__init__()
        hidden = config.hidden_size
        self._shape = (length, 2 * config.num_layers, config.num_attention_heads, -1)
        width = 2 * config.num_layers * hidden
        self.embedding = nn.Embedding(length, hidden if projection else width)
        self.trans: nn.Module = nn.Identity()
        if projection:
            self.trans = nn.Sequential(nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, width))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, batch: int, dtype: torch.dtype) -> list[KeysAndValues]:
        """Keys and values of each layer, each (batch, heads, prefix length, head size)."""
        flat = self.dropout(self.trans(self.embedding.weight).to(dtype))
        parts = flat.view(self._shape).permute(1, 2, 0, 3)
        both = parts[:, None].expand(-1, batch, -1, -1, -1).unbind(0)
        return list(zip(both[::2], both[1::2], strict=True))
