"""Which decoder a loaded model gets."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from siliconfriend.models.local.causal import CausalDecoder, has_prefix

if TYPE_CHECKING:
    from siliconfriend.models.base import Sampling
    from siliconfriend.models.local.loading import Loaded


class Decoder(Protocol):
    """From a prompt's ids to a reply's. `reused` tokens of the last prompt had been read before."""

    reused: int

    def decode(
        self,
        prompt: Sequence[int],
        sampling: Sampling,
        *,
        ends: frozenset[int],
        seed: int | None = None,
        stopped: Callable[[], bool] = ...,
    ) -> Generator[int]:
        """The ids of a reply, each as soon as it is drawn; see `CausalDecoder.decode`."""
        ...


class ChatGLMDecoder:
    """ChatGLM's context is bidirectional: each prompt is read whole, and nothing can be kept."""

    reused = 0

    def __init__(self, model: Any) -> None:
        self._model = model

    def decode(
        self,
        prompt: Sequence[int],
        sampling: Sampling,
        *,
        ends: frozenset[int],
        seed: int | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Generator[int]:
        """The ids of a reply to `prompt`."""
        from siliconfriend.models.chatglm.decoding import decode

        for token in decode(self._model, prompt, sampling, seed=seed, stopped=stopped):
            if token in ends:
                return
            yield token


def decoder_for(loaded: Loaded, *, fast: bool = True, keep: bool = True) -> Decoder:
    """ChatGLM's own; on CUDA one with a compiled step, if it may be and `fast` is on; else a plain one."""
    if loaded.is_chatglm:
        return ChatGLMDecoder(loaded.model)
    if fast and loaded.device.type == "cuda" and not loaded.quantized and not has_prefix(loaded.model):
        from siliconfriend.models.local.static import StaticDecoder, is_static

        if is_static(loaded.model):
            return StaticDecoder(loaded.model, loaded.context, keep=keep)
    return CausalDecoder(loaded.model, loaded.context, keep=keep)
