"""Where each token stands and what it may see: prefix-LM masks and two-dimensional positions.

A prompt ends in [gMASK] <sop>. What stands before <sop> is context and sees all of the context; from <sop> on
a token sees the context and what came before it. The first position counts through the context and then stays
at the mask's; the second is 0 in the context and counts from 1 at <sop>.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from siliconfriend.models.chatglm.configuration import ChatGLMConfig


@dataclass(frozen=True, slots=True)
class Layout:
    """How a batch of prompts is laid out.

    `real` (batch, length) is False at padding; `first`, `mask` and `sop` (batch,) are the columns of the first
    real token, of the mask token and of <sop>.
    """

    real: Tensor
    first: Tensor
    mask: Tensor
    sop: Tensor

    @classmethod
    def of(cls, input_ids: Tensor, real: Tensor, config: ChatGLMConfig) -> Layout:
        """The layout of `input_ids` (batch, length), padded on either side.

        Raises:
            ValueError: a row lacks <sop>, or a mask token.
        """
        is_sop = (input_ids == config.bos_token_id) & real
        is_gmask = (input_ids == config.gmask_token_id) & real
        is_mask = (input_ids == config.mask_token_id) & real
        is_mask = torch.where(is_gmask.any(1, keepdim=True), is_gmask, is_mask)
        if not bool((is_sop.any(1) & is_mask.any(1)).all()):
            raise ValueError("every row needs [gMASK] (or [MASK]) and <sop>")
        return cls(real, *(_first(where) for where in (real, is_mask, is_sop)))

    def positions(self, start: int, stop: int) -> Tensor:
        """Positions (batch, 2, stop - start) of the columns from `start` on; `stop` may lie past the prompt."""
        column = torch.arange(start, stop, device=self.real.device)[None, :]
        first, mask, sop = self.first[:, None], self.mask[:, None], self.sop[:, None]
        place = torch.where(column < sop, column - first, mask - first).clamp(min=0)
        return torch.stack((place, (column - sop + 1).clamp(min=0)), dim=1)

    def blocked(self) -> Tensor:
        """The prompt's mask (batch, 1, length, length): True where the row's token may not see the column's."""
        length = self.real.shape[1]
        column = torch.arange(length, device=self.real.device)
        seen = (column[None, None, :] <= column[None, :, None]) | (column[None, None, :] < self.sop[:, None, None])
        return ~(seen & self.real[:, None, :] & self.real[:, :, None])[:, None]


def blocked_later(real: Tensor, rows: int) -> Tensor | None:
    """The mask (batch, 1, rows, columns) of the last `rows` tokens of a reply; None: nothing is blocked.

    `real` (batch, columns) is False at padding, over all that was read.
    """
    blocked = ~real[:, None, None, :]
    if rows == 1:
        return blocked if bool(blocked.any()) else None
    column = torch.arange(real.shape[1], device=real.device)
    return blocked | (column[None, :] > column[-rows:, None])


def real_tokens(attention_mask: Tensor | None, input_ids: Tensor) -> Tensor:
    """Which of `input_ids` are not padding, by a mask of either form or none; (batch, length)."""
    if attention_mask is None:
        return torch.ones_like(input_ids, dtype=torch.bool)
    if attention_mask.dim() == 2:
        return attention_mask.bool()
    return ~attention_mask.bool()[:, 0].all(dim=1)


def _first(where: Tensor) -> Tensor:
    return where.int().argmax(dim=1)
