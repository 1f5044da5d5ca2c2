"""A model's whole reply, asked for again where waiting may help."""

from __future__ import annotations

import logging
from contextlib import aclosing
from typing import TYPE_CHECKING

from siliconfriend.evaluation.items import Failure
from siliconfriend.models.base import (
    BrokenStreamError,
    GarbledReplyError,
    ModelError,
    RateLimitedError,
    UnreachableError,
)

if TYPE_CHECKING:
    from siliconfriend.evaluation.answering.pacing import Pace
    from siliconfriend.models.base import ChatModel, Prompt, Sampling

WORTH_ANOTHER_TRY = (RateLimitedError, UnreachableError, BrokenStreamError, GarbledReplyError)

log = logging.getLogger(__name__)


async def whole_reply(model: ChatModel, prompt: Prompt, sampling: Sampling, pace: Pace) -> str:
    """What `model` says, after as many tries as `pace` allows.

    Raises:
        ModelError: there is no reply.
    """
    tried = 0
    while True:
        await pace.ready()
        try:
            text = await _once(model, prompt, sampling)
        except WORTH_ANOTHER_TRY:
            tried += 1
            if tried >= pace.tries:
                raise
            await pace.refused()
        else:
            pace.answered()
            return text


async def _once(model: ChatModel, prompt: Prompt, sampling: Sampling) -> str:
    try:
        async with aclosing(model.stream(prompt, sampling)) as stream:
            return "".join([piece async for piece in stream])
    except ModelError:
        raise
    except Exception as error:  # a model of any kind: one question is lost, not the run
        log.exception("the model %s broke", model.name)
        raise ModelError(f"{type(error).__name__}: {error}") from error


def failure(error: ModelError) -> Failure:
    """`error` as it is kept."""
    return Failure(error.code, {name: str(value) for name, value in error.details.items()})
