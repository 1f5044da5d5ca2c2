"""From a prompt's ids to a reply's, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import torch

from siliconfriend.models.base import ContextTooLongError, Sampling
from siliconfriend.models.chatglm.cache import ChatGLMCache
from siliconfriend.models.drawing import Draw

if TYPE_CHECKING:
    from peft import PeftModel
    from torch import Tensor
    from transformers import PreTrainedModel


def decode(
    model: PreTrainedModel | PeftModel,
    prompt: Sequence[int],
    sampling: Sampling,
    *,
    seed: int | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[int]:
    """The ids of a reply to `prompt`, which ends in [gMASK] <sop>, each as soon as it is drawn.

    Ends before <eop>, after `sampling.max_tokens`, where the model's context ends, and within a token of
    `stopped` turning true. `model` may be wrapped by peft.

    Raises:
        ContextTooLongError: `prompt` leaves no room for a reply.
        NotNumbersError: the scores overflowed.
    """
    room = model.config.max_sequence_length - len(prompt)
    if room < 1:
        raise ContextTooLongError(model=model.config.model_type)
    cache, draw, ids = ChatGLMCache(), Draw(sampling, seed=seed), list(prompt)
    for _ in range(min(room, sampling.max_tokens)):
        if stopped():
            return
        token = draw(_scores(model, ids, cache))
        if token == model.config.eos_token_id:
            return
        yield token
        ids = [token]


@torch.inference_mode()
def _scores(model: PreTrainedModel | PeftModel, ids: list[int], cache: ChatGLMCache) -> Tensor:
    """Scores of the token after `ids`, (vocabulary,); `cache` learns what was read."""
    given = torch.tensor([ids], device=model.device)
    scores: Tensor = model(input_ids=given, past_key_values=cache, logits_to_keep=1).logits[0, -1]
    return scores
