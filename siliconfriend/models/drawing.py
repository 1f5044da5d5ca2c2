"""How a next token is drawn from the scores of all."""

from __future__ import annotations

from collections import Counter

import torch
from torch import Tensor

from siliconfriend.models.base import ModelError, Sampling

MOST_COUNTED = 4
"""How often at most a token counts for the frequency penalty. Servers count without end; a small model that may
say 的 or "the" no more, after twenty of them, says anything else instead."""


class NotNumbersError(ModelError):
    """The model's scores overflowed: its weights, or its dtype, are not fit for use."""

    code = "not_numbers"


class Draw:
    """Draws one reply's tokens as `sampling` says; temperature 0 takes the best. One seed, one reply."""

    def __init__(self, sampling: Sampling, *, seed: int | None = None) -> None:
        self._sampling = sampling
        self._said: Counter[int] = Counter()
        self._seed = seed
        self._random: torch.Generator | None = None

    def __call__(self, scores: Tensor) -> int:
        """The next token's id, by its `scores` (vocabulary,).

        Raises:
            NotNumbersError: none of them is a number.
        """
        scores = self._penalized(scores.float())
        best = scores.max()
        if not torch.isfinite(best):
            raise NotNumbersError
        if self._sampling.temperature <= 0:
            token = int(scores.argmax())
        else:
            kept, ids = self._likely(scores)
            token = int(ids[torch.multinomial(kept, 1, generator=self._generator(scores.device))])
        self._said[token] += 1
        return token

    def _penalized(self, scores: Tensor) -> Tensor:
        frequency, presence = self._sampling.frequency_penalty, self._sampling.presence_penalty
        if not self._said or not (frequency or presence):
            return scores
        ids = torch.tensor(list(self._said), device=scores.device)
        counts = torch.tensor(list(self._said.values()), device=scores.device, dtype=scores.dtype)
        counts = counts.clamp(max=MOST_COUNTED)
        return scores.index_add(0, ids, -(counts * frequency + presence))

    def _likely(self, scores: Tensor) -> tuple[Tensor, Tensor]:
        """The fewest tokens that together have `top_p`: their chances, and their ids."""
        chances, ids = torch.softmax(scores / self._sampling.temperature, dim=-1).sort(descending=True, stable=True)
        before = chances.cumsum(dim=-1) - chances
        keep = int((before < self._sampling.top_p).sum().clamp(min=1))
        return chances[:keep], ids[:keep]

    def _generator(self, device: torch.device) -> torch.Generator:
        if self._random is None:
            self._random = torch.Generator(device)
            if self._seed is None:
                self._random.seed()
            else:
                self._random.manual_seed(self._seed)
        return self._random
