"""Escape gives up what takes long: a model that loads, memories that are learnt anew. What was before goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from siliconfriend.memory.records import Profile
from siliconfriend.models.base import ChatModel
from siliconfriend.models.local.progress import Progress, Stage
from siliconfriend.places import Places
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.widgets.key_bar import KeyBar
from tests.memory.toy import HeldEmbedder, ToyEmbedder
from tests.tui.scripted import ScriptedCore, ScriptedModel, answered, ready, say, screen_text, wait_until
from tests.tui.settings.test_settings_screen import change
from tests.tui.test_local_on_screen import SlowModel

if TYPE_CHECKING:
    pass


async def test_a_model_that_loads_is_given_up_for_the_one_before(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SlowModel()

    def by_name(name: str | None = None) -> ChatModel:
        return slow if name == "slow" else model

    monkeypatch.setattr(core, "model", by_name)
    model.replies.append(["Still here."])
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/model slow")
        slow.steps.put_nowait(Progress(Stage.READING, 12, 100))
        await wait_until(pilot, lambda: "loading the model… 12 %" in screen_text(app))
        assert core.profiles().list()[0].model == ""  # it is chosen when it is there
        assert app.screen.query_one(KeyBar).streaming
        await pilot.press("escape")
        await wait_until(pilot, lambda: "· scripted ·" in screen_text(app))
        assert "slow is not loaded. scripted answers." in screen_text(app)
        assert not app.screen.query_one(KeyBar).streaming
        slow.steps.put_nowait(Progress(Stage.READING, 13, 100))
        await say(pilot, "Hello")
        await answered(pilot)
        assert "Still here." in screen_text(app)
        assert "13 %" not in screen_text(app)
    assert core.profiles().list()[0].model == ""


async def test_one_that_loads_at_the_start_is_given_up_for_the_built_in_companion(
    core: ScriptedCore, emily: Profile
) -> None:
    core.scripted = slow = SlowModel()
    app = FriendApp(core)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        slow.steps.put_nowait(Progress(Stage.READING, 12, 100))
        await wait_until(pilot, lambda: "12 %" in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "· built-in companion ·" in screen_text(app))
        assert "12 %" not in screen_text(app)


async def test_another_embedder_is_given_up_while_it_learns(
    app: FriendApp,
    core: ScriptedCore,
    emily: Profile,
    home: Places,
    remember: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remember(emily, *[(f"number {number} of many kites", "Yes.") for number in range(200)])
    held, old = HeldEmbedder(), ToyEmbedder("old")
    known = {"none": old, "another": held}
    monkeypatch.setattr("siliconfriend.opening.open_embedder", lambda settings, key: known[settings.embedder])
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(pilot)
        await app.workers.wait_for_complete()
        await change(pilot, "memory.embedder", "another")
        await pilot.press("enter")
        await wait_until(pilot, lambda: held.batches == 2)
        await wait_until(pilot, lambda: "Esc, in the conversation, stops this" in screen_text(app))
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: app.screen.query_one(KeyBar).streaming)
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Recall stays as it was" in screen_text(app))
        assert "learning memories anew" not in screen_text(app)
        held.gate.set()
        await app.workers.wait_for_complete()
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        assert app.screen.companion.bank.embedder is old
        assert core.settings.memory.embedder == "none"
        assert 'embedder = "none"' in home.config_file.read_text(encoding="utf-8")
        assert held.batches == 2
