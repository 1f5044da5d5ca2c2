"""Meeting somebody."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from siliconfriend.language import Language
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.first_run import FirstRunScreen
from tests.tui.scripted import ScriptedCore, screen_text, type_text, wait_until


async def test_a_name_and_enter_twice_is_enough(core: ScriptedCore) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "What shall I call you?" in screen_text(app))
        await type_text(pilot, "Emily")
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: "Hello, Emily." in screen_text(app))
    assert [(one.name, one.language) for one in core.profiles().list()] == [("Emily", Language.EN)]


async def test_choosing_a_language_changes_the_words_at_once(core: ScriptedCore) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Hello." in screen_text(app))
        await pilot.press(*"小雨", "enter", "right")
        await wait_until(pilot, lambda: "我该怎么称呼你？" in screen_text(app))
        assert "What shall I call you?" not in screen_text(app)
        await pilot.press("left")
        await wait_until(pilot, lambda: "What shall I call you?" in screen_text(app))
        await pilot.press("right", "enter")
        await wait_until(pilot, lambda: "小雨，你好" in screen_text(app))
        assert "想聊点什么？" in screen_text(app)
    assert core.profiles().list()[0].language is Language.CN


async def test_the_language_begins_as_the_systems(core: ScriptedCore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "你好。" in screen_text(app))
        assert "● 中文" in screen_text(app)


async def test_without_a_name_nobody_is_met(core: ScriptedCore) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Hello." in screen_text(app))
        await pilot.press("space", "enter")
        await wait_until(pilot, lambda: "A name, please." in screen_text(app))
        await pilot.press("tab", "enter")
        assert app.screen.query_one(Input).has_focus
        assert isinstance(app.screen, FirstRunScreen)
    assert not core.someone_known()


async def test_a_name_that_was_asked_for_is_filled_in(core: ScriptedCore) -> None:
    app = FriendApp(core, "Ada")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Ada" in screen_text(app))
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: "Hello, Ada." in screen_text(app))


async def test_asking_for_an_unknown_name_meets_that_person(core: ScriptedCore, emily: object) -> None:
    app = FriendApp(core, "Ada")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        assert app.screen.query_one(Input).value == "Ada"
