"""`siliconfriend models check`: whether a model loads and answers, and how fast."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.model_loading import loading_shown
from siliconfriend.cli.model_words import meant, naming
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words
from siliconfriend.tui.visible import visible

if TYPE_CHECKING:
    from siliconfriend.models.local.model import LocalModel

TOKENS = 48


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("check", say, check, [*naming(say), options.json_option(say)], "check", part="local")


@click.pass_obj
def check(session: Session, /, name: str | None, as_json: bool, **flags: Any) -> int:
    """Load it, ask it twice, and print what it said and how long that took."""
    from siliconfriend.models.local.model import LocalModel

    model = LocalModel(meant(session, name, flags))
    found = asyncio.run(_try(model, session.say))
    if as_json:
        streams.result(shapes.line(found))
    else:
        streams.told(session.say("local.check.done", **found))
    return 0


async def _try(model: LocalModel, say: Words) -> dict[str, Any]:
    """What loading and two replies came to; the second is timed, as the first warms the machine up.

    Raises:
        ModelError: it does not load, or does not answer.
    """
    from siliconfriend.companion import local_now
    from siliconfriend.models.base import Message, Prompt, Role, Sampling

    question = say("local.check.question")
    prompt = Prompt((Message(Role.USER, question),), question, "", say.language, local_now())
    sampling = Sampling(temperature=0, frequency_penalty=0, presence_penalty=0, max_tokens=TOKENS)
    try:
        begun = time.perf_counter()
        async with loading_shown(model, say):
            await model.load()
        loaded = time.perf_counter() - begun
        for _ in range(2):
            said = "".join([piece async for piece in model.stream(prompt, sampling)])
        timing, ready = model.timing, model.ready
        after_first = timing.seconds - timing.first
        return {
            "model": model.name,
            "load_seconds": round(loaded, 1),
            "first_token_seconds": round(timing.first, 3),
            "tokens": timing.tokens,
            "tokens_per_second": round((timing.tokens - 1) / after_first, 1) if after_first > 0 else 0.0,
            "device": ready.device if ready else "",
            "dtype": ready.dtype if ready else "",
            "reply": visible(" ".join(said.split())),
        }
    finally:
        await model.close()
