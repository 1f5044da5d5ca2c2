"""A model with weights loads while the screen is already there, answers, and is replaced when it cannot be had."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

from siliconfriend.memory.records import Profile
from siliconfriend.models.base import ModelError, Prompt, Sampling
from siliconfriend.models.checkpoints import NoWeightsError
from siliconfriend.models.local.progress import Progress, Report, Stage, silent
from siliconfriend.places import Places
from siliconfriend.settings import ChatSettings, InterfaceSettings, MemorySettings, Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.core import Core
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import ScriptedCore, ScriptedModel, answered, ready, say, screen_text, wait_until

needs_local = pytest.mark.skipif(
    not all(map(find_spec, ("torch", "transformers", "peft", "sentencepiece"))), reason="needs the extra local"
)


@dataclass
class SlowModel(ScriptedModel):
    """Loads as far as a test lets it."""

    name: str = "slow"
    steps: asyncio.Queue[Progress | ModelError | None] = field(default_factory=asyncio.Queue)
    there: asyncio.Event = field(default_factory=asyncio.Event)

    async def load(self, report: Report = silent) -> None:
        while (step := await self.steps.get()) is not None:
            if isinstance(step, ModelError):
                raise step
            report(step)
        self.there.set()

    async def stream(self, prompt: Prompt, sampling: Sampling) -> AsyncGenerator[str]:
        await self.there.wait()
        async for piece in super().stream(prompt, sampling):
            yield piece


@pytest.fixture
def model() -> SlowModel:
    return SlowModel(replies=[["Here I am."]])


async def test_the_status_line_says_how_far_it_is_and_words_wait_for_it(app: FriendApp, model: SlowModel) -> None:
    async with app.run_test() as pilot:
        await ready(pilot)
        model.steps.put_nowait(Progress(Stage.STARTING))
        await wait_until(pilot, lambda: "starting the model" in screen_text(app))
        model.steps.put_nowait(Progress(Stage.READING, 45, 100))
        await wait_until(pilot, lambda: "loading the model… 45 %" in screen_text(app))
        await say(pilot, "Hello")
        await wait_until(pilot, lambda: "Hello" in screen_text(app))
        assert "45 %" in screen_text(app)
        model.steps.put_nowait(None)
        await answered(pilot)
        assert "Here I am." in screen_text(app)
        assert "45 %" not in screen_text(app)


async def test_a_model_that_cannot_be_loaded_is_explained_and_another_answers(
    app: FriendApp, model: SlowModel
) -> None:
    async with app.run_test() as pilot:
        await ready(pilot)
        model.steps.put_nowait(NoWeightsError(folder="/models/none"))
        await wait_until(pilot, lambda: "There is no model in /models/none" in screen_text(app))
        assert "The built-in companion stands in" in screen_text(app)
        await say(pilot, "Hello")
        await answered(pilot)
        assert "· built-in companion ·" in screen_text(app)


async def test_another_model_chosen_meanwhile_answers_at_once(app: FriendApp, model: SlowModel) -> None:
    async with app.run_test() as pilot:
        await ready(pilot)
        model.steps.put_nowait(Progress(Stage.READING, 45, 100))
        await wait_until(pilot, lambda: "45 %" in screen_text(app))
        await say(pilot, "/model builtin")
        await wait_until(pilot, lambda: "· built-in companion ·" in screen_text(app))
        assert "45 %" not in screen_text(app)
        model.steps.put_nowait(Progress(Stage.READING, 46, 100))
        await say(pilot, "Hello")
        await answered(pilot)
        assert "46 %" not in screen_text(app)


def by_name(core: ScriptedCore, monkeypatch: pytest.MonkeyPatch, **models: ScriptedModel) -> None:
    """Let these models have names."""
    monkeypatch.setattr(core, "model", lambda name=None: models.get(name or "", core.scripted))


async def test_a_chosen_model_that_cannot_be_loaded_leaves_the_one_before(
    app: FriendApp, core: ScriptedCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    core.scripted, broken = ScriptedModel(), SlowModel(name="broken")
    by_name(core, monkeypatch, broken=broken)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/model broken")
        await wait_until(pilot, lambda: "· broken ·" in screen_text(app))
        broken.steps.put_nowait(NoWeightsError(folder="/models/none"))
        await wait_until(pilot, lambda: "scripted answers, as before." in screen_text(app))
        assert "There is no model in /models/none" in screen_text(app)
        assert "· scripted ·" in screen_text(app)
        await say(pilot, "Hello")
        await answered(pilot)
        assert "I hear you." in screen_text(app)
    assert core.profiles().list()[0].model == ""


async def test_a_chosen_model_is_kept_once_it_is_loaded(
    app: FriendApp, core: ScriptedCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    core.scripted, slow = ScriptedModel(), SlowModel()
    by_name(core, monkeypatch, slow=slow)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/model slow")
        await wait_until(pilot, lambda: "· slow ·" in screen_text(app))
        slow.steps.put_nowait(None)
        await wait_until(pilot, lambda: core.profiles().list()[0].model == "slow")


async def test_a_second_choice_that_cannot_be_loaded_goes_back_to_who_answered(
    app: FriendApp, core: ScriptedCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    core.scripted, first, second = ScriptedModel(), SlowModel(name="first"), SlowModel(name="second")
    by_name(core, monkeypatch, first=first, second=second)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/model first")
        await wait_until(pilot, lambda: "· first ·" in screen_text(app))
        await say(pilot, "/model second")
        await wait_until(pilot, lambda: "· second ·" in screen_text(app))
        second.steps.put_nowait(NoWeightsError(folder="/models/none"))
        await wait_until(pilot, lambda: "scripted answers, as before." in screen_text(app))
        assert core.profiles().list()[0].model == ""


async def test_what_is_to_be_fetched_is_asked_about_first(
    app: FriendApp, core: ScriptedCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    core.scripted, slow = ScriptedModel(), SlowModel()
    monkeypatch.setattr(core, "model", lambda name=None: slow if name == "owner/name" else core.scripted)
    monkeypatch.setattr(core, "to_be_fetched", lambda model: "owner/name" if model is slow else "")

    def asked() -> bool:
        text = " ".join(screen_text(app).replace("│", " ").split())
        return isinstance(app.screen, ConfirmScreen) and "would be fetched from huggingface.co" in text

    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/model owner/name")
        await wait_until(pilot, asked)
        await pilot.press("enter")  # the answer that changes nothing stands first
        await wait_until(pilot, lambda: "· scripted ·" in screen_text(app))
        await app.workers.wait_for_complete()
        assert core.profiles().list()[0].model == ""
        await say(pilot, "/model owner/name")
        await wait_until(pilot, asked)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "· slow ·" in screen_text(app))
        slow.steps.put_nowait(None)
        await wait_until(pilot, lambda: core.profiles().list()[0].model == "owner/name")


@needs_local
@pytest.mark.parametrize("kind", ["chatglm", "belle"])
async def test_the_models_of_2023_talk_with_their_adapters(
    kind: str, home: Places, emily: Profile, tmp_path: Path
) -> None:
    from tests.tiny_local import make_tiny_belle, make_tiny_chatglm

    folder = (make_tiny_chatglm if kind == "chatglm" else make_tiny_belle)(tmp_path / kind)
    chat = ChatSettings(model=kind, base=str(folder), adapter=str(folder / "lora"), max_tokens=24, seed=5)
    settings = Settings(
        chat=chat, memory=MemorySettings(embedder="none"), interface=InterfaceSettings(theme="dark")
    )
    app = FriendApp(Core(settings, home))
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: f"Emily · {kind} + lora · " in screen_text(app))
        await say(pilot, "Hello there")
        await answered(pilot, seconds=60)
        screen = app.screen
        turns = screen.companion.bank.turns(limit=1)  # type: ignore[attr-defined] # it is the chat screen
        assert turns[0].response
        assert turns[0].model == f"{kind} + lora"
        assert screen.query_one(Composer).has_focus
