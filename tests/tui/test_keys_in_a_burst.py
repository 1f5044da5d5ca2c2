"""Keys that come all at once, as over a slow line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key, Paste
from textual.widgets import Input

from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.settings.screen import SettingsScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import ScriptedModel, answered, ready, say, wait_until

if TYPE_CHECKING:
    from siliconfriend.tui.app import FriendApp


def burst(app: FriendApp, *keys: str) -> None:
    """Before any of them is handled."""
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize("key", ["ctrl+o", "f6", "f7", "f9", "f10", "ctrl+f"])
async def test_nothing_typed_behind_a_command_is_said(app: FriendApp, model: ScriptedModel, key: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "once")
        await answered(pilot)
        burst(app, key, "up", "enter")
        await wait_until(
            pilot, lambda: not isinstance(app.screen, ChatScreen) or not app.screen.query_one(Composer).has_focus
        )
        await pilot.pause()
        assert [prompt.message for prompt in model.prompts] == ["once"]


async def test_what_is_typed_behind_a_command_goes_where_it_leads(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        burst(app, "a", "f9", "t", "a", "u")
        app.post_message(Paste("!"))
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await wait_until(pilot, lambda: app.screen.query(Input).first().value == "tau!")
        assert app.screen_stack[-2].query_one(Composer).text == "a"


async def test_behind_a_command_that_opens_nothing_it_goes_on(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        burst(app, "a", "ctrl+t", "b", "pageup", "c")
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "abc")


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("k", "s", "ctrl+u", "h", "i"), "hi"),
        (("a", "b", "c", "backspace", "d", "e"), "abde"),
        (("a", "b", "c", "left", "X"), "abXc"),
        (("a", "space", "b", "ctrl+w", "c", "home", "d"), "da c"),
    ],
)
async def test_what_edits_is_done_before_what_is_typed_behind_it(
    app: FriendApp, keys: tuple[str, ...], left: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for key in keys:
            app.post_message(Key(key, " " if key == "space" else key if len(key) == 1 else None))
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == left)


async def test_a_command_by_its_name_is_carried_out_before_what_is_typed_behind_it(
    app: FriendApp, model: ScriptedModel
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        burst(app, *"/off-record", "enter", *"hidden", "enter")
        await answered(pilot)
        assert [prompt.message for prompt in model.prompts] == ["hidden"]
        assert app.screen.query_one(Composer).text == ""
        assert app.screen.has_class("off-record")
