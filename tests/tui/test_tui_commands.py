"""The table of commands, and that everything made from it agrees."""

from __future__ import annotations

from collections import Counter

import pytest
from textual import events
from textual.binding import Binding
from textual.command import Hit
from textual.widgets import Input, OptionList

from siliconfriend.keys import DEFAULT_KEYS
from siliconfriend.language import Language, words
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.commands import COMMANDS, NO_KEY, Command, Scope, command
from siliconfriend.tui.keyboard import Keyboard
from siliconfriend.tui.palette import CommandProvider
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.help import HelpScreen
from siliconfriend.tui.slash import call
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import composer, say, screen_text, type_text, wait_until


def test_no_key_means_two_things() -> None:
    keys = Counter(key for keys in DEFAULT_KEYS.values() for key in keys)
    assert DEFAULT_KEYS.keys() == {one.id for one in COMMANDS}
    assert not [key for key, count in keys.items() if count > 1]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("one", COMMANDS, ids=lambda one: one.id)
def test_every_command_has_its_words(language: Language, one: Command) -> None:
    wanted = ["name", "help", *(["short"] if one.footer else []), *(["slash", "also"] if one.named else [])]
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
    wanted = {key for one in COMMANDS if one.scope is not Scope.COMPOSER for key in DEFAULT_KEYS[one.id]}
    assert bound == {*wanted, NO_KEY}


def test_keys_are_written_as_people_say_them() -> None:
    keyboard = Keyboard()
    assert keyboard.shown("new_line") == "Ctrl+J  Shift+Enter"
    assert keyboard.key("stop") == "Esc"
    assert keyboard.short("quit") == "^Q"
    with pytest.raises(KeyError):
        command("dance")


async def test_help_names_every_command(app: FriendApp) -> None:
    async with app.run_test(size=(120, 80)) as pilot:
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        text = screen_text(app)
        for one in COMMANDS:
            assert app.keyboard.shown(one.id) in text
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


async def test_the_palette_says_what_cannot_be_done_over_a_box(app: FriendApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_until(pilot, lambda: "0 memories" in screen_text(app))
        await pilot.press("f1", "ctrl+p")
        await wait_until(pilot, lambda: "What would you like to do?" in screen_text(app))
        await type_text(pilot, "copy the reply")
        await wait_until(pilot, lambda: "cannot be done here: Esc goes back first" in screen_text(app))


@pytest.mark.parametrize("second", ["enter", "escape"])
async def test_two_keys_at_once_close_the_palette_and_nothing_below(app: FriendApp, second: str) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_until(pilot, lambda: "0 memories" in screen_text(app))
        await say(pilot, "hello")
        await wait_until(pilot, lambda: "1 memory" in screen_text(app))
        await pilot.press("ctrl+p")
        await wait_until(
            pilot, lambda: app.screen.query(OptionList) and app.screen.query_one(OptionList).option_count
        )
        for key in ("enter", "enter", second):
            app.post_message(events.Key(key, None))
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await pilot.pause()
        assert [type(one).__name__ for one in app.screen_stack[1:]] == ["ChatScreen"]
        await wait_until(pilot, lambda: not composer(pilot).text)  # Enter sends what is edited, Esc leaves it


async def test_keys_before_the_palette_has_its_list_and_after_it_closed_do_nothing(app: FriendApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_until(pilot, lambda: "0 memories" in screen_text(app))
        app.action_command_palette()
        palette = app.screen
        assert not await app.run_action("command_list('page_down')", palette)
        assert not await app.run_action("cursor_down", palette)
        await wait_until(pilot, lambda: palette.query(OptionList))
        looked_for = palette.query_one(Input)
        assert await app.run_action("cursor_down", palette)
        palette.dismiss()
        palette.dismiss()
        assert not palette.post_message(Input.Changed(looked_for, "x"))
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


async def test_the_palette_offers_every_command_that_has_a_name(app: FriendApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_until(pilot, lambda: "0 memories" in screen_text(app))
        await pilot.press("ctrl+p")
        named = [one for one in COMMANDS if one.named]
        await wait_until(pilot, lambda: app.screen.query(OptionList))
        offered = app.screen.query_one(OptionList)
        await wait_until(pilot, lambda: offered.option_count == len(named))
        told = " ".join(str(option.prompt) for option in offered.options)
        assert [one.id for one in named if words(Language.EN)(f"tui.commands.{one.id}.name") not in told] == []


@pytest.mark.parametrize(
    ("language", "looked_for", "found"),
    [
        *((Language.EN, "people", ["profiles"]), (Language.EN, "/people", ["profiles"])),
        *((Language.EN, "delete", ["remove", "memories", "forget", "profiles"]), (Language.EN, "undo", ["remove"])),
        *((Language.EN, "language", ["settings"]), (Language.EN, "Temperature", ["settings"])),
        *((Language.EN, "theme", ["theme", "settings"]), (Language.EN, "profile", ["profiles"])),
        *((Language.CN, "切换", ["theme", "model", "profiles"]), (Language.CN, "语言", ["settings"])),
        *((Language.CN, "忘", ["forget", "memories"]), (Language.CN, "people", ["profiles"])),
    ],
)
async def test_the_palette_finds_commands_by_what_is_told_of_them_behind_their_names(
    app: FriendApp, language: Language, looked_for: str, found: list[str]
) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_until(pilot, lambda: "0 memories" in screen_text(app))
        app.speak(language)
        provider = CommandProvider(app.screen)
        hits = [hit async for hit in provider.search(looked_for) if isinstance(hit, Hit)]
    hits.sort(key=lambda hit: -hit.score)
    assert [hit.text for hit in hits[: len(found)]] == [
        words(language)(f"tui.commands.{one}.name") for one in found
    ]


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
