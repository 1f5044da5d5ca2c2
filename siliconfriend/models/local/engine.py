"""A loaded model in conversation: messages in, the pieces of a reply out. Synchronous; one reply at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from siliconfriend.models.formats.base import within
from siliconfriend.models.local.decoders import decoder_for
from siliconfriend.models.local.stopping import StopTexts, in_circles
from siliconfriend.models.local.text import ArrivingText
from siliconfriend.models.local.timing import Timing
from siliconfriend.models.pieces import WithoutThinking
from siliconfriend.models.wide_signs import WideSigns

if TYPE_CHECKING:
    from siliconfriend.models.base import Message, Sampling
    from siliconfriend.models.local.loading import Loaded

LOOK_EVERY = 8
"""Tokens between two looks at whether the reply goes in circles."""


class Engine:
    """`keep` says whether what was read is kept between prompts, where the model allows it."""

    def __init__(self, loaded: Loaded, *, seed: int | None = None, fast: bool = True, keep: bool = True) -> None:
        self.loaded = loaded
        self.timing = Timing()
        self._seed = seed
        self._replies = 0
        self._decoder = decoder_for(loaded, fast=fast, keep=keep)

    def reply(
        self, messages: Sequence[Message], sampling: Sampling, stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[str]:
        """The reply, piece by piece; all pieces together are its text.

        The oldest turns are left out of a prompt that leaves less room than a whole reply, or half the context.

        Raises:
            ModelError: among others, `ContextTooLongError`: even the shortest prompt does not fit.
        """
        form, context = self.loaded.form, self.loaded.context
        prompt = form.ids(within(form, messages, context - min(sampling.max_tokens, context // 2)))
        seed = None if self._seed is None else self._seed + self._replies
        self._replies += 1
        begun = time.perf_counter()
        self.timing = Timing(len(prompt))
        arriving, stops, thinking = ArrivingText(form.decode), StopTexts(form.stops), WithoutThinking()
        wide = WideSigns() if self.loaded.is_chatglm else None
        said: list[int] = []
        first = 0.0

        def passed(text: str, *, last: bool = False) -> str:
            text = stops.feed(text) + (stops.end() if last else "")
            text = thinking.feed(text) + (thinking.end() if last else "")
            return text if wide is None else wide.feed(text) + (wide.end() if last else "")

        ids = self._decoder.decode(prompt, sampling, ends=form.ends, seed=seed, stopped=stopped)
        try:
            for token in ids:
                first = first or time.perf_counter() - begun
                said.append(token)
                if piece := passed(arriving.feed(token)):
                    yield piece
                if stops.stopped or (len(said) % LOOK_EVERY == 0 and in_circles(said)):
                    break
            if piece := passed(arriving.end(), last=True):
                yield piece
        finally:
            ids.close()
            seconds = time.perf_counter() - begun
            self.timing = Timing(len(prompt), self._decoder.reused, len(said), first, seconds)
