"""What went wrong with a model is said with what can be done about it here: keys and commands, no flags."""

from __future__ import annotations

import asyncio

import pytest

from siliconfriend.config_file import with_value
from siliconfriend.language import Language, words
from siliconfriend.models.base import BadKeyError, ModelError, UnknownModelError, UnreachableError
from siliconfriend.models.local.errors import NotInstalledError
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.base import FriendScreen
from tests.tui.scripted import ScriptedCore, ScriptedModel, ready, say, screen_text, wait_until

HERE = {"host": "api.example.org", "model": "llama"}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BadKeyError(**HERE), "choose another model: /model"),
        (UnknownModelError(**HERE), "has no model called “llama”. Choose one: /model"),
        (UnreachableError(**HERE), "in the settings: F9. Ask again: F5"),
        (NotInstalledError("torch"), "(torch missing). Choose another model: /model"),
        (ModelError("odd"), "The model could not answer (odd)."),
    ],
)
async def test_it_says_what_to_do_here(app: FriendApp, error: ModelError, said: str) -> None:
    async with app.run_test() as pilot:
        await ready(pilot)
        assert isinstance(app.screen, FriendScreen)
        assert said in app.screen.sentence(error)


async def test_it_names_the_keys_that_there_are(core: ScriptedCore, emily: object) -> None:
    core.settings = with_value(core.settings, "keys.again", "f12")
    app = FriendApp(core)
    async with app.run_test() as pilot:
        await ready(pilot)
        assert isinstance(app.screen, FriendScreen)
        assert "Ask again: F12" in app.screen.sentence(UnreachableError(**HERE))
        app.words = words(Language.CN)
        assert "再问一次：F12；换一个模型：/模型" in app.screen.sentence(UnreachableError(**HERE))


async def test_it_has_the_room_that_there_is(app: FriendApp) -> None:
    async with app.run_test(size=(40, 20), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/model no-such-model")
        await wait_until(pilot, lambda: "There is no model called" in screen_text(app))
        assert "has it: /model" in " ".join(screen_text(app).replace("▌", " ").split())


@pytest.mark.parametrize("columns", [62, 63])
async def test_what_nearly_fits_in_a_line_is_there_to_its_last_word(
    app: FriendApp, model: ScriptedModel, columns: int
) -> None:
    model.replies += [[asyncio.Event()]]
    async with app.run_test(size=(columns, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "tell me")
        await wait_until(pilot, lambda: model.prompts)
        await pilot.press("f2")
        await wait_until(pilot, lambda: "still answering" in screen_text(app))
        assert "reply." in screen_text(app)
