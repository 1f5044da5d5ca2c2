"""One layer of ChatGLM."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from torch import Tensor, nn
from torch.nn import functional
from transformers.modeling_layers import GradientCheckpointingLayer

from siliconfriend.models.chatglm.attention import SelfAttention

if TYPE_CHECKING:
    from transformers import Cache

    from siliconfriend.models.chatglm.configuration import ChatGLMConfig
    from siliconfriend.models.chatglm.prefix import KeysAndValues

ALPHA = math.sqrt(2 * 28)
"""How much of a layer's normalised input passes it by; the released model's 28 layers, however many there are."""


class MLP(nn.Module):
    """Four times wider, and back."""

    def __init__(self, config: ChatGLMConfig) -> None:
        super().__init__()
        inner = config.inner_hidden_size or 4 * config.hidden_size
        self.dense_h_to_4h = nn.Linear(config.hidden_size, inner)
        self.dense_4h_to_h = nn.Linear(inner, config.hidden_size)

    def forward(self, hidden: Tensor) -> Tensor:
        """`hidden`, (batch, length, size), transformed."""
        out: Tensor = self.dense_4h_to_h(functional.gelu(self.dense_h_to_4h(hidden), approximate="tanh"))
        return out


class Block(GradientCheckpointingLayer):  # type: ignore[no-untyped-call] # untyped in transformers
    """Attention and MLP, each beside its normalised input rather than the raw one."""

    def __init__(self, config: ChatGLMConfig, layer: int) -> None:
        super().__init__()
        size, epsilon = config.hidden_size, config.layernorm_epsilon
        self.input_layernorm = nn.LayerNorm(size, eps=epsilon)
        self.attention = SelfAttention(config, layer)
        self.post_attention_layernorm = nn.LayerNorm(size, eps=epsilon)
        self.mlp = MLP(config)

    def forward(
        self,
        hidden: Tensor,
        rotary: tuple[Tensor, Tensor],
        allowed: Tensor | None,
        prefix: KeysAndValues | None,
        past_key_values: Cache | None = None,
    ) -> Tensor:
        """`hidden`, (batch, length, size), after this layer."""
        normed = self.input_layernorm(hidden)
        hidden = normed * ALPHA + self.attention(normed, rotary, allowed, past_key_values, prefix)
        normed = self.post_attention_layernorm(hidden)
        out: Tensor = normed * ALPHA + self.mlp(normed)
        return out
