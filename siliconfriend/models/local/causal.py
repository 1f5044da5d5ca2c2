"""Decoding with a causal model. What it has read is kept, so that only what is new in a prompt is read."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import torch

from siliconfriend.models.base import ContextTooLongError, Sampling
from siliconfriend.models.drawing import Draw

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import Cache

READ_AT_ONCE = 512
"""Tokens of a prompt between two looks at whether the reply is still wanted."""


class CausalDecoder:
    """One conversation's reader. A prompt that begins as the last one did is read from where they part.

    Args:
        model: a transformers model, perhaps wrapped by peft.
        context: the most tokens that it takes, prompt and reply together.
        keep: keep keys and values between prompts.
    """

    _no_gradients: Callable[[], AbstractContextManager[Any]] = torch.inference_mode

    def __init__(self, model: Any, context: int, *, keep: bool = True) -> None:
        self._model = model
        self._context = context
        self._keep = keep
        self._cache: Cache | None = None
        self._read: list[int] = []
        self._last_only = "logits_to_keep" in inspect.signature(_inner(model).forward).parameters
        self.reused = 0
        """How many tokens of the last prompt had been read before."""

    def decode(
        self,
        prompt: Sequence[int],
        sampling: Sampling,
        *,
        ends: frozenset[int],
        seed: int | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Generator[int]:
        """The ids of a reply to `prompt`, each as soon as it is drawn.

        Ends before one of `ends`, after `sampling.max_tokens`, where the context ends, and within a token of
        `stopped` turning true.

        Raises:
            ContextTooLongError: `prompt` leaves no room for a reply.
            NotNumbersError: the scores overflowed.
        """
        room = self._context - len(prompt)
        if room < 1:
            raise ContextTooLongError
        self._make_room(len(prompt) + sampling.max_tokens)
        draw = Draw(sampling, seed=seed)
        self.reused = self._rewind(prompt)
        ids = list(prompt[self.reused :])
        for _ in range(min(room, sampling.max_tokens)):
            scores = self._scores(ids, stopped)
            if scores is None or stopped():
                return
            token = draw(scores)
            if token in ends:
                return
            yield token
            ids = [token]

    def forget(self) -> None:
        """Let go of what was read."""
        self._cache, self._read = None, []

    def _make_room(self, tokens: int) -> None:
        """So many tokens are to be held; this cache grows by itself."""

    def _shared(self, prompt: Sequence[int]) -> int:
        """How many tokens of `prompt` have been read, but for its last."""
        most = min(len(self._read), len(prompt) - 1)
        return next((at for at in range(most) if self._read[at] != prompt[at]), most) if self._keep else 0

    def _rewind(self, prompt: Sequence[int]) -> int:
        """Take the cache back to what it has in common with `prompt`, whose last token is always read anew."""
        shared = self._shared(prompt)
        if self._cache is None or not shared:
            self.forget()
            return 0
        try:
            if shared < len(self._read):
                self._cache.crop(shared - len(self._read))
        except (RuntimeError, ValueError, AttributeError, NotImplementedError):
            self.forget()  # a cache that has let go of what is needed again
            return 0
        del self._read[shared:]
        return shared

    def _scores(self, ids: list[int], stopped: Callable[[], bool]) -> Tensor | None:
        """Scores of the token after `ids`, (vocabulary,), once they are read; None: no longer wanted."""
        scores: Tensor | None = None
        for start in range(0, len(ids), READ_AT_ONCE):
            if start and stopped():
                return None
            with self._no_gradients():
                scores = self._step(ids[start : start + READ_AT_ONCE])
        return scores

    def _step(self, ids: list[int]) -> Tensor:
        cache, self._cache = self._cache or self._new_cache(), None  # half updated, should this fail
        given = torch.tensor([ids], device=self._model.device)
        more = {"logits_to_keep": 1} if self._last_only else {}
        found = _inner(self._model)(input_ids=given, past_key_values=cache, use_cache=True, **more)
        self._cache = cache
        self._read += ids
        scores: Tensor = found.logits[0, -1]
        return scores

    def _new_cache(self) -> Cache:
        from transformers import DynamicCache

        self._read = []
        if has_prefix(self._model):
            learned: Cache = self._model.get_prompt(batch_size=1)
            return learned
        return DynamicCache(config=self._model.config)


def has_prefix(model: Any) -> bool:
    """Whether `model` is wrapped with a learned prefix, which peft puts in the cache's place at every call."""
    config = getattr(model, "active_peft_config", None)
    return bool(config is not None and config.is_prompt_learning)


def _inner(model: Any) -> Any:
    return model.get_base_model() if has_prefix(model) else model
