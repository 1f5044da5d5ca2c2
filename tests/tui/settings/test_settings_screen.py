"""Settings: found, explained, changed at once, kept in the file with its comments, and put back."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

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
from siliconfriend.tui.settings import keeping
from siliconfriend.tui.settings.entries import Entry
from siliconfriend.tui.settings.own import write_own
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


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("chat.model", "auto", ("automatic", "自动")),
        ("chat.model", "builtin", ("built-in companion", "内置伙伴")),
        ("chat.model", "true", ("true", "true")),  # whatever a server calls its model
        ("memory.embedder", "none", ("words alone", "只看字词")),
        ("chat.seed", -1, ("another each time", "每次都不同")),
        ("chat.seed", 7, ("7", "7")),
        ("interface.theme", "ansi-dark", ("the terminal’s colours (dark)", "终端的颜色（深色）")),
        ("chat.quantize", "4bit", ("a quarter (4 bits)", "四分之一（4 位）")),
        ("chat.device", "cuda", ("graphics card (CUDA)", "显卡（CUDA）")),
    ],
)
def test_values_are_shown_in_words(key: str, value: object, shown: tuple[str, str]) -> None:
    one = Entry(all_settings()[key], value, Origin.FILE)
    assert (one.shown(words(Language.EN), value), one.shown(words(Language.CN), value)) == shown


def test_every_choice_has_its_words() -> None:
    of_ours = {"English", "中文"}  # each language is called as it calls itself
    for one in (Entry(each, each.default, Origin.DEFAULT) for each in all_settings().values()):
        for choice in one.choices if one.key != "interface.theme" else ():
            shown = one.shown(words(Language.CN), choice)
            assert shown in of_ours or re.search(r"[\u4e00-\u9fff]", shown), (one.key, choice)


async def test_every_setting_is_listed_with_its_value(app: FriendApp) -> None:
    async with app.run_test(size=(120, 160)) as pilot:
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
        assert "That cannot be used. It takes: a number from 0 to 2." in " ".join(
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


@pytest.mark.parametrize("setting", ["interface.language", "profile.language"])
async def test_another_language_shows_all_again_and_stays_where_it_was_chosen(app: FriendApp, setting: str) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await look_for(pilot, "the screen language")
        listed = screen.query_one(OptionList)
        listed.highlighted = [one.key if one else "" for one in screen._shown].index(setting)
        await pilot.press("left")
        await wait_until(pilot, lambda: app.words.language is Language.CN)
        await wait_until(pilot, lambda: len(screen._shown) > 30)
        assert screen.query_one("#wanted", Input).value == ""
        assert screen._chosen is not None
        assert screen._chosen.key == setting
        assert "anguage" in screen_text(app)
        await pilot.press("right")
        await wait_until(pilot, lambda: app.words.language is Language.EN)
        await wait_until(pilot, lambda: screen._chosen is not None and screen._chosen.key == setting)


@pytest.mark.parametrize("language", Language)
def test_a_language_is_called_in_both_languages(language: Language) -> None:
    say = words(language)
    for key in ("settings.label.interface.language", "settings.label.profile.language"):
        assert {"语言", "anguage"} <= {word for word in ("语言", "anguage") if word in say(key)}
    one = Entry(all_settings()["interface.language"], "auto", Origin.DEFAULT)
    assert {"English", "中文"} < {one.shown(say, choice) for choice in one.choices}
    assert {"auto", "自动"} <= {word for word in ("auto", "自动") if word in one.shown(say, "auto")}


def keys(app: FriendApp) -> str:
    return str(app.screen.query_one("#keys", Static).render())


async def test_the_arrows_do_what_is_said_of_them_while_something_is_looked_for(app: FriendApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await look_for(pilot, "plai")
        assert "←→ next choice" in keys(app)
        await pilot.press("right")
        await wait_until(pilot, lambda: app.core.settings.interface.plain)
        await pilot.press("left")
        await wait_until(pilot, lambda: not app.core.settings.interface.plain)
        assert screen.query_one("#wanted", Input).value == "plai"
        await pilot.press("escape")
        await wait_until(pilot, lambda: screen.query_one("#wanted", Input).value == "")
        await type_text(pilot, "fades elow")
        await wait_until(pilot, lambda: "←→" not in keys(app))
        await pilot.press("escape")
        await type_text(pilot, "server moon")
        await wait_until(pilot, lambda: screen._chosen is None and keys(app) == "Esc shows all again")
        await pilot.press("escape")
        await type_text(pilot, "temperatur")
        await wait_until(pilot, lambda: "←→" not in keys(app))
        await pilot.press("left", "left", "X")
        await wait_until(pilot, lambda: screen.query_one("#wanted", Input).value == "temperatXur")


async def test_what_has_no_default_offers_none(app: FriendApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and app.screen.companion is not None)
        screen = await look_for(pilot)
        await wait_until(pilot, lambda: screen._chosen is not None and screen._chosen.key == "profile.name")
        assert keys(app) == "↑↓ choose · Enter changes · Esc goes back"
        await pilot.press("down")
        await wait_until(pilot, lambda: keys(app) == "↑↓ choose · Enter changes · ^R default · Esc goes back")


async def test_a_name_needs_a_letter_and_that_is_said(app: FriendApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and app.screen.companion is not None)
        screen = await look_for(pilot)
        await wait_until(pilot, lambda: screen._chosen is not None and screen._chosen.key == "profile.name")
        await pilot.press("enter")
        screen.query_one("#value", Input).value = ""
        await wait_until(pilot, lambda: "at least one letter" in str(screen.query_one("#verdict", Static).render()))


async def test_the_one_that_is_called_what_was_typed_is_chosen(app: FriendApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await look_for(pilot, "server")  # the first that is found is the model, which may be a server's
        assert screen._chosen is not None
        assert screen._chosen.key == "chat.base_url"
        await pilot.press("down")
        other = screen._chosen
        assert other is not None
        assert other.key != "chat.base_url"
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(screen._shown) > 30)
        assert screen._chosen is not None
        assert screen._chosen.key == other.key


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            Language.EN,
            {
                "interface.language": "automatic / 自动, English or 中文",
                "care.enabled": "yes or no",
                "chat.base_url": "an address such as http://localhost:11434, or nothing",
            },
        ),
        (
            Language.CN,
            {
                "interface.language": "自动 / automatic、English、中文",
                "care.enabled": "是、否",
                "chat.base_url": "http://localhost:11434 这样的地址，或者空着",
            },
        ),
    ],
)
def test_what_is_chosen_from_is_called_as_it_is_shown(language: Language, said: dict[str, str]) -> None:
    say = words(language)
    for key, takes in said.items():
        assert Entry(all_settings()[key], "", Origin.DEFAULT).takes(say) == takes


async def test_where_a_setting_is_kept_is_said_below_it(app: FriendApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await look_for(pilot, "your name")
        assert "profile.name" not in screen_text(app)
        assert "(kept in this profile)" in str(screen.query_one("#facts", Static).render())
        await pilot.press("escape")
        await type_text(pilot, "temperature")
        assert str(screen.query_one("#name", Static).render()) == "Temperature"
        assert "In the settings file: chat.temperature" in str(screen.query_one("#facts", Static).render())


async def test_another_one_that_is_clicked_ends_what_is_being_written(app: FriendApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await look_for(pilot, "thinking")
        shown = [one.key if one else "" for one in screen._shown]
        screen.query_one(OptionList).highlighted = shown.index("reflection.after_turns")
        await pilot.press("enter")
        assert screen.query_one("#value", Input).display
        await pilot.click(OptionList, offset=(6, shown.index("reflection.greeting")))
        await wait_until(pilot, lambda: app.core.settings.reflection.greeting)
        assert not screen.query_one("#value", Input).display
        assert "Greeting" in str(screen.query_one("#name", Static).render())
        assert "←→ next choice" in keys(app)


async def test_another_rate_of_forgetting_says_when_a_memory_fades(
    app: FriendApp, emily: Profile, remember: Remember, clock: Clock
) -> None:
    remember(emily, ("My cat is called Miso.", "A lovely name."))
    clock.pass_days(40)
    async with app.run_test(size=(140, 40)) as pilot:
        await look_for(pilot, "tau_days")
        await wait_until(pilot, lambda: "10 August 2026" in screen_text(app))
        await wait_until(pilot, lambda: "nothing would fade" in screen_text(app))
        await pilot.press("enter")
        app.screen.query_one("#value", Input).value = "10"
        await wait_until(pilot, lambda: "11 June 2026" in screen_text(app))
        await wait_until(pilot, lambda: "1 of 1 memory" in screen_text(app))
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


async def test_what_is_written_after_the_settings_are_closed_holds_too(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()

    def slowly(*values: Any) -> None:
        assert closed.wait(30)
        write_own(*values)

    monkeypatch.setattr(keeping, "write_own", slowly)
    async with app.run_test(size=(120, 40)) as pilot:
        await change(pilot, "companion name", "Luna")
        await pilot.press("enter")
        settings = app.screen
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: not settings.is_running)
        closed.set()
        await wait_until(pilot, lambda: "Emily & Luna" in screen_text(app))


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
        await wait_until(
            pilot, lambda: "built-in companion" in str(pilot.app.screen.query_one("#facts", Static).render())
        )
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
        app.core.settings = with_value(app.core.settings, "memory.embedder_url", "no address")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app._notifications)


@pytest.mark.parametrize(
    ("embedder", "said"),
    [
        ("endpoint:", "“endpoint:” names no model"),
        ("endpoint:bge", "No server is given for the embedder “bge”"),
        ("/no/such/folder", "There is no folder “/no/such/folder”"),
    ],
)
async def test_an_embedder_that_cannot_be_had_is_said_and_one_talks_all_the_same(
    app: FriendApp, embedder: str, said: str
) -> None:
    app.core.settings = with_value(app.core.settings, "memory.embedder", embedder)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await wait_until(pilot, lambda: said in screen_text(app))
        assert "settings: F9" in " ".join(screen_text(app).split())
        await say(pilot, "hello")
        await answered(pilot)


async def test_an_endpoint_without_a_model_is_refused_as_it_is_written(app: FriendApp, home: Places) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await change(pilot, "memory.embedder", "endpoint:")
        verdict = " ".join(str(app.screen.query_one("#verdict", Static).render()).split())
        assert verdict.startswith("That cannot be used. It takes: minilm, none, endpoint:MODEL, or")
        await pilot.press("enter")
        assert app.screen.query_one("#value", Input).display
    assert file_text(home) == ""


async def test_pages_of_settings(app: FriendApp) -> None:
    async with app.run_test(size=(120, 24)) as pilot:
        screen = await look_for(pilot)
        options = screen.query_one(OptionList)
        first = options.highlighted
        assert first is not None
        await pilot.press("pagedown")
        assert options.highlighted is not None
        assert options.highlighted > first + 5
        await pilot.press("pageup")
        assert options.highlighted == first
