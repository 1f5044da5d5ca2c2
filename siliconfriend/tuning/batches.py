"""Lessons as tensors: padded on the left, so that all answers end in the last column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import Sampler
from transformers.trainer_pt_utils import get_length_grouped_indices

from siliconfriend.models.formats.base import Lesson

NOTHING = -100
"""A label where there is nothing to learn."""


def batch(lessons: Sequence[Lesson]) -> dict[str, Tensor]:
    """`input_ids`, `attention_mask` (1 at real tokens) and `labels` (`NOTHING` before an answer), each
    (lessons, length)."""
    width = max(len(one.prompt) + len(one.answer) for one in lessons)
    ids, real, labels = [], [], []
    for one in lessons:
        space = width - len(one.prompt) - len(one.answer)
        ids.append([0] * space + [*one.prompt, *one.answer])
        real.append([0] * space + [1] * (width - space))
        labels.append([NOTHING] * (space + len(one.prompt)) + list(one.answer))
    return {
        "input_ids": torch.tensor(ids),
        "attention_mask": torch.tensor(real),
        "labels": torch.tensor(labels),
    }


class ByLength(Sampler[int]):
    """Every lesson once an epoch, in an order that depends on seed and epoch alone; those of a batch are about
    equally long."""

    def __init__(self, lengths: Sequence[int], size: int, seed: int, epoch: Callable[[], int]) -> None:
        self._lengths, self._size, self._seed, self._epoch = list(lengths), size, seed, epoch

    def __len__(self) -> int:
        return len(self._lengths)

    def __iter__(self) -> Iterator[int]:
        random = torch.Generator().manual_seed(self._seed + self._epoch())
        grouped: Any = get_length_grouped_indices
        places: list[int] = grouped(self._lengths, self._size, generator=random)
        # They come sorted within big groups: shuffle the batches, so that no stretch of steps sees short ones only.
        cuts = [places[at : at + self._size] for at in range(0, len(places), self._size)]
        whole = [one for one in cuts if len(one) == self._size]
        rest = [place for one in cuts if len(one) < self._size for place in one]
        order = torch.randperm(len(whole), generator=random).tolist()
        return iter([place for at in order for place in whole[at]] + rest)
