"""Settings: found, explained, changed at once, kept in the file with its comments, and put back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from siliconfriend.config_file import all_settings, with_value
from siliconfriend.embedders.vectors import unit
from siliconfriend.language import Language, words
from siliconfriend.memory.records import Profile
from siliconfriend.places import Places
from siliconfriend.setting_words import Origin
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.settings.entries import Entry
from siliconfriend.tui.settings.screen import SettingsScreen
from tests.tui.scripted import (
    Clock,
    ScriptedCore,
    ScriptedModel,
    answered,
    ready,
    say,
    screen_text,
    type_text,
    wait_until,
)

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

Remember = Callable[..., None]

COMMENTED = "# mine\n[chat]\n# warm\ntemperature = 0.5  # or so\n"


async def look_for(pilot: Pilot[None], text: str = "") -> SettingsScreen:
    """The settings, narrowed to those that `text` is found in."""
    await ready(pilot)
    await pilot.press("f9")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))
    await wait_until(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count)
    await type_text(pilot, text)
    await pilot.pause()
    assert isinstance(pilot.app.screen, SettingsScreen)
    return pilot.app.screen


async def change(pilot: Pilot[None], text: str, value: str) -> None:
    """Write `value` for the first setting that `text` finds."""
    await look_for(pilot, text)
    await pilot.press("enter")
    pilot.app.screen.query_one("#value", Input).value = value
    await pilot.pause()


def file_text(home: Places) -> str:
    return home.config_file.read_text(encoding="utf-8") if home.config_file.exists() else ""


@pytest.mark.parametrize("language", Language)
def test_every_setting_has_a_name_and_a_sentence(language: Language) -> None:
    say = words(language)
    for one in all_settings().values():
        entry = Entry(one, one.default, Origin.DEFAULT)
        assert entry.label(say).strip()
        assert entry.help(say).strip()
        assert entry.heading(say).strip()
        assert all(entry.shown(say, choice).strip() for choice in entry.choices)


async def test_every_setting_is_listed_with_its_value(app: FriendApp) -> None:
    async with app.run_test(size=(120, 80)) as pilot:
        await look_for(pilot)
        text = screen_text(app)
        for one in all_settings().values():
            assert Entry(one, one.default, Origin.DEFAULT).label(words(Language.EN)) in text


async def test_a_number_holds_at_once_and_is_kept_with_the_comments(app: FriendApp, home: Places) -> None:
    home.config.mkdir(parents=True)
    home.config_file.write_text(COMMENTED, encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await change(pilot, "temperature", "0.7")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "temperature = 0.7  # or so" in file_text(home))
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        assert app.screen.companion.sampling.temperature == 0.7
    assert file_text(home) == COMMENTED.replace("0.5", "0.7")


async def test_what_cannot_be_used_is_said_while_it_is_written(app: FriendApp, home: Places) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await change(pilot, "temperature", "9")
        assert "That cannot be used. It takes: a number, at least 0, at most 2." in " ".join(
            str(app.screen.query_one("#verdict", Static).render()).split()
        )
        await pilot.press("enter")
        assert app.screen.query_one("#value", Input).display
        await pilot.press("escape")
        assert not app.screen.query_one("#value", Input).display
        assert app.core.settings.chat.temperature == 1.0
    assert file_text(home) == ""


async def test_a_default_comes_back(app: FriendApp, home: Places) -> None:
    home.config.mkdir(parents=True)
    home.config_file.write_text(COMMENTED, encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await look_for(pilot, "temperature")
        await wait_until(pilot, lambda: "(from the settings file)" in screen_text(app))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: "(from the settings file)" not in screen_text(app))
        assert app.core.settings.chat.temperature == 1.0
    assert "temperature" not in file_text(home)
    assert "# mine" in file_text(home)


async def test_where_a_value_comes_from_is_said(app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILICONFRIEND_MEMORY_TOP_K", "7")
    app.core.flags["chat.temperature"] = 0.3
    async with app.run_test(size=(140, 40)) as pilot:
        await look_for(pilot, "memories per reply")
        await wait_until(pilot, lambda: "SILICONFRIEND_MEMORY_TOP_K" in screen_text(app))
        await pilot.press("escape")
        await type_text(pilot, "temperature")
        await wait_until(pilot, lambda: "from the command line" in screen_text(app))


async def test_the_theme_changes_as_it_is_chosen(app: FriendApp, home: Places) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await look_for(pilot, "interface.theme")
        before = app.theme
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.theme != before)
        await wait_until(pilot, lambda: 'theme = "light"' in file_text(home))


async def test_the_language_changes_as_it_is_chosen(app: FriendApp, home: Places) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await look_for(pilot)
        await pilot.press(*"interface.language")
        await pilot.pause()
        chosen = screen._chosen
        assert chosen is not None
        assert chosen.key == "interface.language"
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: "输入文字查找设置" in str(screen.query_one("#wanted", Input).placeholder))
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: "想聊点什么？" in screen_text(app))
        assert "memor" not in screen_text(app)


async def test_another_rate_of_forgetting_says_when_a_memory_fades(
    app: FriendApp, emily: Profile, remember: Remember, clock: Clock
) -> None:
    remember(emily, ("My cat is called Miso.", "A lovely name."))
    clock.pass_days(40)
    async with app.run_test(size=(140, 40)) as pilot:
        await look_for(pilot, "tau_days")
        await wait_until(pilot, lambda: "10 August 2026" in screen_text(app))
        await wait_until(pilot, lambda: "0 of 1 memories" in screen_text(app))
        await pilot.press("enter")
        app.screen.query_one("#value", Input).value = "10"
        await wait_until(pilot, lambda: "11 June 2026" in screen_text(app))
        await wait_until(pilot, lambda: "1 of 1 memories" in screen_text(app))
        await pilot.press("enter")
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        assert app.screen.companion.bank.curve.tau_days == 10


async def test_a_disk_that_refuses_is_said(app: FriendApp, core: ScriptedCore, home: Places) -> None:
    home.config.parent.mkdir(parents=True, exist_ok=True)
    home.config.write_text("not a folder", encoding="utf-8")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("f9")
        await wait_until(pilot, lambda: "cannot be read" in screen_text(app))


async def test_a_companion_gets_a_name_that_is_shown_told_and_kept(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await change(pilot, "companion name", "  Luna [b] ")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Luna" in str(app.screen.query_one("#facts", Static).render()))
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: "Emily & Luna [b]" in screen_text(app))
        await say(pilot, "Who are you?")
        await answered(pilot)
    assert "You are Luna [b]," in model.prompts[0].messages[0].content
    assert "SiliconFriend" not in model.prompts[0].messages[0].content
    found = core.profiles().find("Emily")
    assert found is not None
    assert found.companion == "Luna [b]"


async def test_a_name_that_is_taken_is_refused(app: FriendApp, core: ScriptedCore, clock: Clock) -> None:
    core.profiles().create("Ada", Language.EN, clock())
    async with FriendApp(core, "Emily").run_test(size=(120, 40), notifications=True) as pilot:
        await change(pilot, "your name", "ADA")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "already" in screen_text(pilot.app))
    assert core.profiles().find("Emily") is not None


async def test_each_person_has_a_theme_and_a_language(
    core: ScriptedCore, emily: Profile, clock: Clock, home: Places
) -> None:
    core.profiles().create("王小明", Language.CN, clock())
    app = FriendApp(core, "Emily")
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        dark = app.theme
        await pilot.press("ctrl+t")
        light = app.theme
        assert light != dark
        await wait_until(pilot, lambda: (found := core.profiles().find("Emily")) and found.theme == "light")
        await pilot.press("ctrl+o")
        await wait_until(
            pilot, lambda: app.screen.query(OptionList) and app.screen.query_one(OptionList).option_count == 3
        )
        await pilot.press(*"王", "enter")
        await wait_until(pilot, lambda: "想聊点什么？" in screen_text(app) and "条记忆" in screen_text(app))
        assert app.theme == dark
        await look_for(pilot)
        await type_text(pilot, "profile.language")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Your language" in screen_text(app))
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: "What is on your mind?" in screen_text(app))
    found = core.profiles().find("王小明")
    assert found is not None
    assert found.language is Language.EN
    assert not home.config_file.exists()


async def test_a_model_of_ones_own_is_taken_up_again(core: ScriptedCore, emily: Profile) -> None:
    async with FriendApp(core).run_test(size=(120, 40)) as pilot:
        await change(pilot, "profile.model", "builtin")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "builtin" in str(pilot.app.screen.query_one("#facts", Static).render()))
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: "scripted" not in screen_text(pilot.app))
    again = FriendApp(core)
    async with again.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert "scripted" not in screen_text(again)
        core.flags["chat.model"] = "scripted"
    flagged = FriendApp(core)
    async with flagged.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert "scripted" in screen_text(flagged)


async def test_another_model_waits_for_the_end_of_a_reply(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel
) -> None:
    going_on = asyncio.Event()
    model.replies.append(["one ", going_on, "two"])
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await wait_until(pilot, lambda: "one" in screen_text(app))
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen) and app.screen._entries)
        await type_text(pilot, "profile.model")
        await pilot.press("enter")
        app.screen.query_one("#value", Input).value = "builtin"
        await pilot.press("enter")
        await wait_until(pilot, lambda: (found := core.profiles().find("Emily")) and found.model == "builtin")
        await pilot.press("escape", "escape")
        assert "scripted" in screen_text(app)
        going_on.set()
        await wait_until(pilot, lambda: "two" in screen_text(app))
        await wait_until(pilot, lambda: "scripted" not in screen_text(app))


class Letters:
    """Counts letters; waits before each batch until it may go on."""

    destination, dimension = "", 26

    def __init__(self, name: str) -> None:
        self.name = name
        self.may_go_on = threading.Event()

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.may_go_on.wait(10)
        rows = np.array(
            [[1 + text.lower().count(chr(97 + one)) for one in range(26)] for text in texts], np.float32
        )
        return unit(rows)

    def coverage(self, text: str) -> float:
        return 1.0


async def test_another_embedder_learns_every_memory_while_recall_goes_on(
    app: FriendApp, emily: Profile, remember: Remember, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(emily, *[(f"My cat number {number} is called Miso.", "Yes.") for number in range(100)])
    known = {"none": Letters("letters@1"), "another": Letters("letters@2")}
    known["none"].may_go_on.set()
    monkeypatch.setattr("siliconfriend.opening.open_embedder", lambda settings, key: known[settings.embedder])
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await change(pilot, "memory.embedder", "another")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.core.settings.memory.embedder == "another")
        await pilot.press("escape", "escape", "ctrl+n")
        await say(pilot, "What is my cat called?")
        await answered(pilot)
        assert model.prompts[-1].recalled
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        bank = app.screen.companion.bank
        assert bank._retriever.dense is not None
        assert bank._retriever.dense.embedder.name == "letters@1"
        known["another"].may_go_on.set()
        await wait_until(
            pilot, lambda: bank._retriever.dense and bank._retriever.dense.embedder.name == "letters@2"
        )
        await wait_until(pilot, lambda: "101 memories" in screen_text(app))
        assert bank.embed_missing() == 0


async def test_an_embedder_that_cannot_be_used_leaves_recall_as_it_was(app: FriendApp) -> None:
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await change(pilot, "memory.embedder", "endpoint:none")
        await pilot.press("enter")
        app.core.settings = with_value(app.core.settings, "memory.embedder_url", "no address")
        await wait_until(pilot, lambda: app._notifications)
