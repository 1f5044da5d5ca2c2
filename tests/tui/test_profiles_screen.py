"""Changing to somebody else leaves nothing of the first behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile, TurnState
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.profiles import ProfilesScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import Clock, ScriptedCore, ScriptedModel, say, screen_text, type_text, wait_until


@pytest.fixture
def wang(core: ScriptedCore, emily: Profile, clock: Clock) -> Profile:
    return core.profiles().create("王小明", Language.CN, clock())


async def talking_to(pilot: Pilot[None], name: str) -> None:
    def there() -> bool:
        screen = pilot.app.screen
        companion = screen.companion if isinstance(screen, ChatScreen) else None
        return companion is not None and companion.bank.profile.name == name

    await wait_until(pilot, there)


async def the_list(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+o")
    await wait_until(
        pilot,
        lambda: (
            isinstance(pilot.app.screen, ProfilesScreen) and pilot.app.screen.query_one(OptionList).option_count > 1
        ),
    )


@pytest.fixture
def app(core: ScriptedCore, wang: Profile) -> FriendApp:
    return FriendApp(core, "Emily")


async def test_nothing_of_one_is_left_with_the_other(
    app: FriendApp, emily: Profile, remember: Callable[..., None]
) -> None:
    remember(emily, ("my private matter", "I keep it."))
    async with app.run_test(size=(80, 30)) as pilot:
        await talking_to(pilot, "Emily")
        await wait_until(pilot, lambda: "my private matter" in screen_text(app))
        await type_text(pilot, "half written")
        await the_list(pilot)
        await pilot.press(*"小", "enter")
        await talking_to(pilot, "王小明")
        await wait_until(pilot, lambda: "王小明，你好" in screen_text(app))
        text = screen_text(app)
        assert "private" not in text
        assert "Emily" not in text
        assert "half written" not in text
        await pilot.press("ctrl+z", "ctrl+y", "ctrl+v")
        assert pilot.app.screen.query_one(Composer).text == ""


async def test_a_reply_on_its_way_is_stopped_and_stored_first(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    model.replies.append(["to Emily alone", asyncio.Event(), "never"])
    async with app.run_test(size=(80, 30)) as pilot:
        await talking_to(pilot, "Emily")
        await say(pilot, "hello")
        await wait_until(pilot, lambda: "to Emily alone" in screen_text(app))
        await the_list(pilot)
        await type_text(pilot, "小")
        await pilot.press("enter")
        await talking_to(pilot, "王小明")
        assert "Emily" not in screen_text(app)
    bank = core.profiles().open(emily)
    turn = bank.turns()[0]
    bank.close()
    assert (turn.response, turn.state) == ("to Emily alone", TurnState.STOPPED)


async def test_the_one_who_is_here_just_goes_on(app: FriendApp) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await talking_to(pilot, "Emily")
        screen = app.screen
        await type_text(pilot, "draft")
        await the_list(pilot)
        assert "● Emily" in screen_text(app)
        await type_text(pilot, "em")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen is screen)
        assert app.screen.query_one(Composer).text == "draft"


async def test_the_list_opens_on_who_is_here_and_a_word_finds_the_best(
    core: ScriptedCore, wang: Profile, clock: Clock
) -> None:
    core.create("Ada", Language.EN, "builtin")
    app = FriendApp(core, "Emily")
    async with app.run_test(size=(80, 30)) as pilot:
        await talking_to(pilot, "Emily")
        await the_list(pilot)
        assert "Ada  English · built-in companion" in screen_text(app)
        listed = app.screen.query_one(OptionList)

        def chosen() -> str:
            place = listed.highlighted
            return "" if place is None else str(listed.get_option_at_index(place).prompt)

        assert chosen().startswith("● Emily")
        await pilot.press("down")
        assert chosen().startswith("  王小明")
        await type_text(pilot, "ad")
        await wait_until(pilot, lambda: chosen().startswith("  Ada"))
        await pilot.press("backspace", "backspace")
        await wait_until(pilot, lambda: chosen().startswith("● Emily"))


async def test_somebody_new_is_met_from_the_list_with_a_way_back(app: FriendApp, core: ScriptedCore) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await talking_to(pilot, "Emily")
        await the_list(pilot)
        assert "+ somebody new " in screen_text(app)
        await type_text(pilot, "Ada")
        await wait_until(pilot, lambda: "+ somebody new, to be called “Ada”" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "What shall I call you?" in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ProfilesScreen))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "What shall I call you?" in screen_text(app))
        await pilot.press("enter", "enter")
        await talking_to(pilot, "Ada")
    assert {one.name for one in core.profiles().list()} == {"Ada", "Emily", "王小明"}


async def test_nobody_is_made_before_words_that_are_kept_nowhere_are_let_go(
    app: FriendApp, core: ScriptedCore
) -> None:
    async def asked() -> None:
        await pilot.press("enter")
        await wait_until(
            pilot, lambda: isinstance(app.screen, ConfirmScreen) and "kept nowhere" in screen_text(app)
        )

    async with app.run_test(size=(80, 30)) as pilot:
        await talking_to(pilot, "Emily")
        here = app.screen
        await say(pilot, "/off-record")
        await type_text(pilot, "my secret")
        await the_list(pilot)
        await type_text(pilot, "Ada")
        await asked()
        await pilot.press("enter")
        await talking_to_list(pilot)
        await asked()
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "What shall I call you?" in screen_text(app))
        await pilot.press("escape")
        await talking_to_list(pilot)
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen is here)
        assert here.query_one(Composer).text == "my secret"
        assert {one.name for one in core.profiles().list()} == {"Emily", "王小明"}
        await the_list(pilot)
        await type_text(pilot, "Ada")
        await asked()
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "What shall I call you?" in screen_text(app))
        await pilot.press("enter", "enter")
        await talking_to(pilot, "Ada")  # not asked again


async def test_forgetting_asks_first_and_no_is_the_first_answer(app: FriendApp, core: ScriptedCore) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await talking_to(pilot, "Emily")
        await the_list(pilot)
        await type_text(pilot, "小")
        await pilot.press("ctrl+d")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "王小明" in screen_text(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ProfilesScreen))
        assert len(core.profiles().list()) == 2
        await pilot.press("ctrl+d")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: len(core.profiles().list()) == 1)
        await talking_to_list(pilot)
        await pilot.press("escape")
        await talking_to(pilot, "Emily")


async def talking_to_list(pilot: Pilot[None]) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ProfilesScreen))


async def test_forgetting_who_is_here_goes_on_with_the_one_before(app: FriendApp, core: ScriptedCore) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await talking_to(pilot, "Emily")
        await the_list(pilot)
        await type_text(pilot, "em")
        await pilot.press("ctrl+d")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await talking_to(pilot, "王小明")
    assert [one.name for one in core.profiles().list()] == ["王小明"]


@pytest.mark.parametrize("name", ["王小明", "ＥＭＩＬＹ", "emily"])
async def test_nobody_new_is_offered_under_the_name_of_somebody(app: FriendApp, name: str) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await talking_to(pilot, "Emily")
        await the_list(pilot)
        await type_text(pilot, name[:-1])
        await wait_until(pilot, lambda: f"to be called “{name[:-1]}”" in screen_text(app))
        await type_text(pilot, name[-1])
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 1)
        assert "to be called" not in screen_text(app)
        await pilot.press("enter")
        await talking_to(pilot, "王小明" if name == "王小明" else "Emily")


async def test_whoever_was_deleted_elsewhere_meanwhile_is_not_there_any_more(
    app: FriendApp, core: ScriptedCore, emily: Profile, wang: Profile
) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        for keys in (["enter"], ["ctrl+d", "down", "enter"], ["ctrl+k"]):
            if core.find("王小明") is None:
                wang = core.profiles().create("王小明", Language.CN, core.clock())
            await talking_to(pilot, "Emily")
            await the_list(pilot)
            await wait_until(pilot, lambda: "王小明" in screen_text(app))
            await pilot.press("小")
            core.profiles().delete(wang)
            await pilot.press(*keys)
            await wait_until(pilot, lambda: "王小明 is not there any more" in screen_text(app))
            await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 1)  # somebody new
            await pilot.press("escape")
        await talking_to(pilot, "Emily")
