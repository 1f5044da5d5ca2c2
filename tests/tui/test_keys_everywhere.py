"""What help says holds everywhere does, on every screen of a conversation; the look is kept from there too."""

from __future__ import annotations

import pytest
from textual.screen import ModalScreen
from textual.widgets import OptionList

from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.commands import Scope, commands
from siliconfriend.tui.palette import ON_CARDS, CommandProvider, Palette
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.help import HelpScreen
from siliconfriend.tui.screens.profiles import ProfilesScreen
from siliconfriend.tui.settings.screen import SettingsScreen
from tests.tui.scripted import ScriptedCore, answered, ready, say, screen_text, type_text, wait_until

OPENED = {"help": HelpScreen, "settings": SettingsScreen, "profiles": ProfilesScreen, "palette": Palette}
SCREENS = {
    "the memories": ("f6",),
    "the days": ("f10",),
    "the portrait": ("f10", "tab"),
    "what is found": ("ctrl+f",),
    "the settings": ("f9",),
}


@pytest.mark.parametrize("one", OPENED)
@pytest.mark.parametrize("where", SCREENS)
async def test_every_screen_has_what_works_everywhere(app: FriendApp, where: str, one: str) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await pilot.press(*SCREENS[where])
        await wait_until(pilot, lambda: not isinstance(app.screen, ChatScreen))
        below = app.screen
        await pilot.press(app.keyboard.of(one)[0])
        if isinstance(below, OPENED[one]):  # what opens it closes it
            await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        else:
            await wait_until(pilot, lambda: isinstance(app.screen, OPENED[one]))
            await pilot.press("escape")
            await wait_until(pilot, lambda: app.screen is below)


async def test_another_theme_is_kept_wherever_it_is_chosen(app: FriendApp, core: ScriptedCore) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await pilot.press("f10")
        await wait_until(pilot, lambda: not isinstance(app.screen, ChatScreen))
        await pilot.press("ctrl+t")
        await wait_until(pilot, lambda: core.profiles().list()[0].theme)


async def test_a_card_in_front_has_help_and_the_other_theme(app: FriendApp) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(app.screen, ModalScreen))
        theme = app.theme
        await pilot.press("ctrl+t")
        assert app.theme != theme
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, ProfilesScreen))


CARDS = {"people": "ctrl+o", "help": "f1"}


@pytest.mark.parametrize("card", CARDS)
async def test_the_palette_over_a_card_offers_what_can_be_done_there(app: FriendApp, card: str) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await pilot.press(CARDS[card])
        await wait_until(pilot, lambda: isinstance(app.screen, ModalScreen))
        stack = app.screen_stack
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: app.screen.query(OptionList))
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == len(ON_CARDS))
        await type_text(pilot, "people")
        await wait_until(pilot, lambda: "Esc goes back first" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: not isinstance(app.screen, Palette))
        assert app.screen_stack == stack


@pytest.mark.parametrize("one", ["settings", "profiles", "help"])
async def test_no_screen_is_opened_over_another_of_its_kind(app: FriendApp, one: str) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        for _ in range(2):
            await app.run_action(one)
        await app.run_action("help")
        await app.run_action(one)
        assert sum(isinstance(screen, OPENED[one]) for screen in app.screen_stack) == 1


async def test_the_palette_over_the_days_offers_nothing_of_the_conversation(app: FriendApp) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await pilot.press("f10")
        await wait_until(pilot, lambda: not isinstance(app.screen, ChatScreen))
        offered = {hit.text async for hit in CommandProvider(app.screen).discover()}
        assert offered == {app.words(f"tui.commands.{one.id}.name") for one in commands(Scope.APP) if one.named}


def test_each_command_that_works_everywhere_is_tried_here() -> None:
    assert {one.id for one in commands(Scope.APP)} == {*OPENED, "theme", "quit"}
