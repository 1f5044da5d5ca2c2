"""ChatGLM's rotary positions: one half of each head turns with the place in the prompt, the other with the
place in the reply."""

from __future__ import annotations

import torch
from torch import Tensor

BASE = 10000.0


def turns(positions: Tensor, head_size: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosines and sines, each (batch, 1, length, 2, head_size / 4), for positions (batch, 2, length).

    The frequencies are rounded to half precision, as they were when the weights were trained.
    """
    pairs = torch.arange(0, head_size // 2, 2, dtype=torch.float32, device=positions.device)
    frequencies = (BASE ** -(pairs / (head_size // 2))).half().float()
    angles = positions.transpose(1, 2)[:, None, :, :, None] * frequencies
    return angles.cos().to(dtype), angles.sin().to(dtype)


def turned(heads: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """`heads`, (batch, heads, length, head_size), turned by `turns`."""
    first, second = heads.view(*heads.shape[:-1], 2, 2, -1).unbind(-2)
    both = (first * cosines - second * sines, second * cosines + first * sines)
    return torch.stack(both, dim=-2).flatten(-3)
