"""Decoding on a GPU at the speed of its memory: keys and values in one place, and a step that is compiled once.

A token of a model of 7 billion numbers is read in a few milliseconds, less than Python takes to ask for it layer
by layer. With a cache that never moves, the whole step is one CUDA graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch

from siliconfriend.models.local.causal import CausalDecoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

SMALLEST = 1024
COMPILED: dict[str, Any] = {"mode": "reduce-overhead", "fullgraph": True, "dynamic": False}

Step = Callable[..., Any]


def as_it_is(step: Step) -> Step:
    """The step, not compiled."""
    return step


def compiled(step: Step) -> Step:
    """The step as one CUDA graph, compiled when it is first taken (some ten seconds)."""
    fast: Step = torch.compile(step, **COMPILED)
    return fast


class StaticDecoder(CausalDecoder):
    """A `CausalDecoder` whose cache has a fixed size: the next power of two that holds prompt and reply."""

    _no_gradients = torch.no_grad
    """What is made in inference mode cannot be written by a compiled step."""

    def __init__(
        self, model: Any, context: int, *, keep: bool = True, prepare: Callable[[Step], Step] = compiled
    ) -> None:
        super().__init__(model, context, keep=keep)
        self._prepare = prepare
        self._size = 0
        self._one: Step | None = None

    def _make_room(self, tokens: int) -> None:
        size = SMALLEST
        while size < min(tokens, self._context):
            size *= 2
        size = min(size, self._context)
        if size > self._size:
            self.forget()
            self._size, self._one = size, None

    def _rewind(self, prompt: Sequence[int]) -> int:
        """What lies behind is not erased: it is not seen, and written over."""
        shared = self._shared(prompt)
        if self._cache is None or not shared:
            self.forget()
            return 0
        _take_back(self._cache, shared)
        del self._read[shared:]
        return shared

    def _step(self, ids: list[int]) -> Tensor:
        if self._cache is None:
            self._begin()
        cache, read, device = self._cache, len(self._read), self._model.device
        self._cache = None  # half updated, should this fail
        rows = torch.arange(read, read + len(ids), device=device)
        seen = torch.arange(self._size, device=device)[None, :] <= rows[:, None]
        given = {
            "input_ids": torch.tensor([ids], device=device),
            "position_ids": rows[None, :],
            "attention_mask": seen[None, None],
        }
        more = {"logits_to_keep": 1} if self._last_only else {}
        step = self._model
        if len(ids) == 1 and self._one is not None:
            torch.compiler.cudagraph_mark_step_begin()  # type: ignore[no-untyped-call] # untyped in torch
            step = self._one
        found = step(**given, past_key_values=cache, use_cache=True, **more)
        self._cache = cache
        self._read += ids
        scores: Tensor = found.logits[0, -1].clone()
        return scores

    def _begin(self) -> None:
        """An empty cache, made again only when it has to grow: the compiled step belongs to its place."""
        from transformers import StaticCache

        if self._one is None:
            self._kept = StaticCache(config=self._model.config, max_cache_len=self._size)
            self._one = self._prepare(self._model.forward)
        else:
            _take_back(self._kept, 0)
        self._cache, self._read = self._kept, []


def _take_back(cache: Any, tokens: int) -> None:
    """Let `cache` know `tokens` of what it holds."""
    for layer in cache.layers:
        layer.cumulative_length.fill_(tokens)


def is_static(model: Any) -> bool:
    """Whether every layer of `model` keeps all keys and values, so that a static cache can be taken back."""
    from transformers import StaticCache
    from transformers.cache_utils import StaticLayer

    cache = StaticCache(config=model.config, max_cache_len=SMALLEST)
    return all(type(layer) is StaticLayer for layer in cache.layers)
