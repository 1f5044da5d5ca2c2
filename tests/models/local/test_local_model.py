"""The model in its own process: asked, stopped, killed, closed while it loads."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio

from siliconfriend.language import Language
from siliconfriend.models.base import ContextTooLongError, Message, ModelError, Prompt, Role, Sampling
from siliconfriend.models.local.choice import Choice
from siliconfriend.models.local.errors import HostDiedError, LoadingDiedError
from siliconfriend.models.local.model import LocalModel
from siliconfriend.models.local.progress import Progress, Stage

SHORT = Sampling(max_tokens=24)
ENDLESS = Sampling(max_tokens=1_000_000)

pytestmark = pytest.mark.asyncio(loop_scope="module")


def prompt(text: str) -> Prompt:
    messages = (Message(Role.SYSTEM, "Be warm."), Message(Role.USER, text))
    return Prompt(messages, text, "Emily", Language.EN, datetime(2023, 5, 1, 9, 0))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model(llama: Path) -> AsyncIterator[LocalModel]:
    model = LocalModel(Choice(str(llama), seed=3))  # else noise may come to an end of its own at any token
    yield model
    await model.close()


async def whole(model: LocalModel, text: str, sampling: Sampling = SHORT) -> str:
    return "".join([piece async for piece in model.stream(prompt(text), sampling)])


async def _rest(reply: AsyncIterator[str]) -> None:
    async for _ in reply:
        pass


def pid(model: LocalModel) -> int:
    assert model._process is not None
    assert model._process._process is not None
    return model._process._process.pid


async def test_what_it_is_is_known_before_it_is_loaded(llama: Path) -> None:
    model = LocalModel(Choice(str(llama), adapter="me/lora"))
    assert (model.name, model.destination, model.context_tokens) == ("llama + lora", "", 4096)
    await model.close()


async def test_loading_tells_how_far_it_is_and_it_replies(model: LocalModel) -> None:
    told: list[Progress] = []
    await asyncio.gather(model.load(told.append), model.load())
    assert told[0].stage is Stage.STARTING
    assert told[-1].percent == 100
    assert await whole(model, "Hello")
    assert model.timing.tokens == SHORT.max_tokens


async def test_a_reply_that_is_left_stops_and_the_next_one_comes(model: LocalModel) -> None:
    async with aclosing(model.stream(prompt("Hello"), ENDLESS)) as endless:
        assert await anext(endless)
    assert await whole(model, "Still there?")


async def test_cancelling_the_reader_stops_it(model: LocalModel) -> None:
    begun = asyncio.Event()

    async def read() -> None:
        async for _ in model.stream(prompt("Hello"), ENDLESS):
            begun.set()

    reading = asyncio.create_task(read())
    await begun.wait()
    reading.cancel()
    await asyncio.wait({reading})
    assert reading.cancelled()
    assert await whole(model, "Still there?")


async def test_a_prompt_that_is_too_long_can_be_asked_again_shorter(model: LocalModel) -> None:
    with pytest.raises(ContextTooLongError):
        await whole(model, "word " * 5000)
    assert await whole(model, "word")


async def test_a_process_that_is_killed_ends_the_reply_and_the_next_starts_another(model: LocalModel) -> None:
    async with aclosing(model.stream(prompt("Hello"), ENDLESS)) as reply:
        assert await anext(reply)
        os.kill(pid(model), signal.SIGKILL)
        with pytest.raises(ModelError) as caught:
            await asyncio.wait_for(_rest(reply), 30)
    assert caught.value.code == HostDiedError.code
    assert await whole(model, "Back again?")


async def test_a_process_that_is_killed_while_it_loads_had_nothing_to_keep(llama: Path) -> None:
    model = LocalModel(Choice(str(llama), seed=3))
    started = asyncio.Event()
    loading = asyncio.create_task(model.load(lambda _: started.set()))
    await started.wait()
    os.kill(pid(model), signal.SIGKILL)
    with pytest.raises(ModelError) as caught:
        await asyncio.wait_for(loading, 30)
    assert caught.value.code == LoadingDiedError.code
    assert await whole(model, "Back again?")
    await model.close()


async def test_closed_while_it_loads_it_is_gone_at_once(llama: Path) -> None:
    model = LocalModel(Choice(str(llama), seed=3))  # else noise may come to an end of its own at any token
    started = asyncio.Event()
    loading = asyncio.create_task(model.load(lambda _: started.set()))
    await started.wait()
    number = pid(model)
    await model.close()
    await asyncio.wait({loading})
    assert loading.cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


async def test_a_model_that_cannot_be_loaded_says_why_and_may_be_tried_again(llama: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes((llama / "config.json").read_bytes())
    model = LocalModel(Choice(str(tmp_path)))
    for _ in range(2):
        with pytest.raises(ModelError) as caught:
            await whole(model, "Hello")
        assert caught.value.code == "no_weights"
    await model.close()


async def test_the_process_ends_with_the_one_that_started_it(llama: Path) -> None:
    model = LocalModel(Choice(str(llama), seed=3))  # else noise may come to an end of its own at any token
    started = asyncio.Event()
    loading = asyncio.create_task(model.load(lambda _: started.set()))
    await started.wait()
    assert model._process is not None
    process = model._process._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()  # as when this process is killed
    assert await process.wait() == 0
    await asyncio.wait({loading})
