"""The table of commands, and that everything made from it agrees."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.binding import Binding

from siliconfriend.language import Language, words
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.commands import COMMANDS, Command, Scope, command
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.help import HelpScreen
from siliconfriend.tui.slash import call
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import say, screen_text, type_text, wait_until


def test_no_key_means_two_things() -> None:
    keys = Counter(key for one in COMMANDS for key in one.keys)
    assert not [key for key, count in keys.items() if count > 1]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("one", COMMANDS, ids=lambda one: one.id)
def test_every_command_has_its_words(language: Language, one: Command) -> None:
    wanted = ["name", "help", *(["short"] if one.footer else []), *(["slash"] if one.named else [])]
    for which in wanted:
        assert words(language)(f"tui.commands.{one.id}.{which}")


@pytest.mark.parametrize("one", COMMANDS, ids=lambda one: one.id)
def test_every_command_has_its_action(one: Command) -> None:
    owner = {Scope.APP: FriendApp, Scope.CHAT: ChatScreen, Scope.COMPOSER: Composer}
    assert hasattr(owner[one.scope], f"action_{one.action}")


def test_keys_are_bound_as_the_table_says() -> None:
    bound = {
        key.strip()
        for owner in (FriendApp, ChatScreen)
        for binding in owner.BINDINGS
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    }
    assert bound == {key for one in COMMANDS if one.scope is not Scope.COMPOSER for key in one.keys}


def test_keys_are_written_as_people_say_them() -> None:
    assert command("new_line").keys_shown == "Ctrl+J  Shift+Enter"
    assert command("stop").key == "Esc"
    assert command("quit").short_key == "^Q"
    with pytest.raises(KeyError):
        command("dance")


async def test_help_names_every_command(app: FriendApp) -> None:
    async with app.run_test(size=(120, 80)) as pilot:
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        text = screen_text(app)
        for one in COMMANDS:
            assert one.keys_shown in text
            assert words(Language.EN)(f"tui.commands.{one.id}.help") in text
            assert not one.named or call(words(Language.EN), one) in text
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


async def test_the_palette_finds_and_runs_a_command(app: FriendApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_until(pilot, lambda: "0 memories" in screen_text(app))
        await say(pilot, "hello")
        await wait_until(pilot, lambda: "1 memory" in screen_text(app))
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: "What would you like to do?" in screen_text(app))
        await type_text(pilot, "new conv")
        await wait_until(pilot, lambda: "begin a new conversation" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "a new conversation" in screen_text(app))


async def test_the_palette_says_when_nothing_is_found(app: FriendApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: "What would you like to do?" in screen_text(app))
        await type_text(pilot, "xqzzt")
        await wait_until(pilot, lambda: "Nothing goes by that name." in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


async def test_the_theme_changes_and_back(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        first = app.theme
        await pilot.press("ctrl+t")
        assert app.theme != first
        await pilot.press("ctrl+t")
        assert app.theme == first


async def test_ctrl_c_says_how_to_close(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: "Ctrl+Q closes SiliconFriend." in screen_text(app))
