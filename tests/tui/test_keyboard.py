"""Keys of one's own: what can be had, what cannot and why, and that every key on the screen is the person's."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib import resources

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import TextArea

from siliconfriend.keys import DEFAULT_KEYS, KeySettings, shown
from siliconfriend.language import Language, parts, words
from siliconfriend.memory.records import Profile
from siliconfriend.settings import load
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.commands import COMMANDS
from siliconfriend.tui.finding.screen import FindScreen
from siliconfriend.tui.keyboard import Keyboard
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.help import HelpScreen
from siliconfriend.tui.settings.screen import SettingsScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import ScriptedCore, answered, ready, screen_text, type_text, wait_until
from tests.tui.test_tui_words import flat

SOME_KEYS = [
    "f2",
    "f3",
    "ctrl+f",
    "ctrl+l",
    "f12",
    "enter",
    "escape",
    "ctrl+i",
    "a",
    "ctrl+a",
    "nonsense",
    "ctrl+s",
]
WISHES = st.dictionaries(
    st.sampled_from(sorted(DEFAULT_KEYS)),
    st.one_of(
        st.just(""), st.sampled_from(SOME_KEYS), st.lists(st.sampled_from(SOME_KEYS), max_size=3).map(" ".join)
    ),
    max_size=6,
)


def reasons(**wished: str) -> list[tuple[str, str]]:
    return [(one.command, one.reason) for one in Keyboard(KeySettings(**wished)).unused]


def test_a_wish_is_granted() -> None:
    keyboard = Keyboard(KeySettings(find="Ctrl+L", edit="f3", copy="f2", theme=""))
    assert keyboard.unused == ()
    assert (keyboard.of("find"), keyboard.of("edit"), keyboard.of("theme")) == (("ctrl+l",), ("f3",), ())
    assert keyboard.command("f2").id == "copy"  # type: ignore[union-attr]  # it is there
    assert keyboard.command("ctrl+f") is None


@pytest.mark.parametrize(
    ("command", "key", "reason"),
    [
        ("find", "nonsense", "unknown"),
        ("find", "ctrl+i", "same"),
        ("find", "x", "letter"),
        ("find", "space", "letter"),
        ("find", "ctrl+a", "writing"),
        ("find", "ctrl+left", "writing"),
        ("find", "enter", "writing"),
        ("find", "tab", "writing"),
        ("find", "escape", "back"),
        ("find", "f2", "taken"),
        ("new_line", "ctrl+w", "writing"),
        ("new_line", "x", "letter"),
        ("palette", "ctrl+s", "elsewhere"),
        ("palette", "", "needed"),
        ("send", "", "needed"),
    ],
)
@pytest.mark.parametrize("language", Language)
def test_what_cannot_be_had_leaves_the_default_and_is_told(
    command: str, key: str, reason: str, language: Language
) -> None:
    keyboard = Keyboard(msgspec.convert({command: key}, KeySettings))
    assert keyboard.of(command) == DEFAULT_KEYS[command]
    assert [(one.command, one.reason) for one in keyboard.unused] == [(command, reason)]
    said = keyboard.unused[0].kept(words(language), keyboard)
    assert f"keys.{command}" in said
    assert ", ".join(map(shown, keyboard.of(command))) in said
    assert "{" not in said


def test_two_wishes_for_one_key_leave_it_to_the_first() -> None:
    assert reasons(edit="f12", copy="f12") == [("copy", "taken")]


def test_enter_may_begin_a_line() -> None:
    assert reasons(send="alt+enter", new_line="enter") == []


@given(WISHES)
def test_no_key_ever_means_two_things_and_none_is_lost(wished: dict[str, str]) -> None:
    keyboard = Keyboard(msgspec.convert(wished, KeySettings))
    keys = Counter(key for id_ in DEFAULT_KEYS for key in keyboard.of(id_))
    assert all(count == 1 for count in keys.values())
    assert all(keyboard.of(one.id) for one in COMMANDS if one.essential)
    for one in keyboard.unused:
        assert keyboard.of(one.command) == DEFAULT_KEYS[one.command]
        assert words(Language.CN)(f"keys.unfit.{one.reason}")


def test_what_a_text_needs_is_never_a_commands() -> None:
    """Every key of Textual's text area, but those that are commands from the start."""
    begun = {key for keys in DEFAULT_KEYS.values() for key in keys}
    for key in TextArea._merged_bindings.key_to_bindings if TextArea._merged_bindings else ():
        if key not in begun and key not in {"f6", "f7"}:
            assert Keyboard().judge("find", key) is not None, key


def test_a_bad_wish_in_the_file_refuses_nothing(core: ScriptedCore) -> None:
    core.places.config.mkdir(parents=True)
    file = core.places.config_file
    file.write_text('[keys]\nfind = 3\nedit = ["f12", true]\nfnord = "f5"\ntheme = "ctrl+l"\n', encoding="utf-8")
    keyboard = Keyboard(load(file).keys)
    assert keyboard.of("theme") == ("ctrl+l",)
    assert [one.command for one in keyboard.unused] == ["edit", "find"]
    core.settings = load(file)
    assert core.stray_keys() == ["fnord"]


async def test_the_screen_says_at_the_start_what_cannot_be_had(core: ScriptedCore, emily: Profile) -> None:
    core.places.config.mkdir(parents=True)
    core.places.config_file.write_text('[keys]\nfind = "ctrl+i"\n"fn[b]" = "f5"\n', encoding="utf-8")
    core.settings = msgspec.structs.replace(core.settings, keys=load(core.places.config_file).keys)
    app = FriendApp(core)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(pilot)
        await wait_until(pilot, lambda: "A terminal cannot tell Ctrl+I from Tab." in told(app))
        assert "“Find what was said” keeps Ctrl+F, F7." in told(app)
        await wait_until(pilot, lambda: "no command is called fn[b]" in told(app))


def told(app: FriendApp) -> str:
    return " ".join(str(one.message) for one in app._notifications)


async def test_ones_own_keys_are_the_ones_that_work_and_are_shown(core: ScriptedCore, emily: Profile) -> None:
    own = KeySettings(find="ctrl+l", help="f12", send="ctrl+j", new_line="enter", stop="alt+s", profiles="")
    core.settings = msgspec.structs.replace(core.settings, keys=own)
    app = FriendApp(core)
    async with app.run_test(size=(180, 60)) as pilot:
        await ready(pilot)
        bar = "\n".join(screen_text(app).splitlines()[-2:])
        assert all(part in bar for part in ("^J send", "Enter line", "F12 help"))
        assert "F1 " not in bar
        await type_text(pilot, "one")
        await pilot.press("enter")
        await type_text(pilot, "two")
        assert app.screen.query_one(Composer).text == "one\ntwo"
        await pilot.press("ctrl+f", "f7", "f1", "ctrl+o")
        assert isinstance(app.screen, ChatScreen)
        await pilot.press("ctrl+j")
        await answered(pilot)
        await pilot.press("ctrl+l")
        await wait_until(pilot, lambda: isinstance(app.screen, FindScreen))
        await pilot.press("ctrl+l")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await pilot.press("f12")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert "Ctrl+L " in screen_text(app)
        assert "Ctrl+F" not in screen_text(app)
        await pilot.press("f12")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: "What would you like to do?" in screen_text(app))
        await type_text(pilot, "find what")
        await wait_until(pilot, lambda: "Ctrl+L · /find" in screen_text(app))


async def test_a_key_over_text_is_the_commands_not_the_texts(core: ScriptedCore, emily: Profile) -> None:
    """Textual's text area marks all with F7: as soon as F7 is the settings' key it opens them."""
    core.settings = msgspec.structs.replace(core.settings, keys=KeySettings(find="ctrl+f", settings="f7"))
    app = FriendApp(core)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("f7")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await pilot.press("f7")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


# Strings

ELSEWHERE = {
    *("cli", "reflection", "tuning", "web"),  # Ctrl+C ends a program that is no screen
}
NOT_COMMANDS = {
    "tui.profiles.keys": {"Enter", "Ctrl+D", "Esc"},
    "tui.profiles.keep_here": {"Ctrl+K"},
    "tui.profiles.let_leave": {"Ctrl+K"},
    "tui.composer.until_open": {"Esc"},
    "tui.help.app": {"Esc"},
    "tui.copied.keys": {"Enter", "Esc"},
    "tui.help.close": {"Esc"},
    "browser.done.narrowed": {"Esc"},
    **{f"browser.done.{one}": {"Esc"} for one in ("sure", "sure_of_words", "sure_of_both")},
    "browser.why.keys": {"Ctrl+X", "Enter", "Esc"},
    **{f"browser.why.{one}": {"Ctrl+Z"} for one in ("undo", "lowered_now", "never_now")},
    "tui.confirm.keys": {"Enter", "Esc"},
    "tui.palette.not_here": {"Esc"},
    "candour.sent.keys": {"Esc"},
    "choosing.keys": {"Enter", "Esc"},
    "choosing.for_later.writing": {"Enter"},
    **{f"choosing.hint.{step}": {"Enter"} for step in ("name", "language", "model", "elsewhere")},
    **{f"choosing.escape.{one}": {"Esc"} for one in ("begin", "skip", "back")},
    "choosing.own.keys": {"Enter", "Esc"},
    "settings.keys.change": {"Enter"},
    "settings.keys.default": {"Ctrl+R"},
    "settings.keys.all": {"Esc"},
    "settings.keys.back": {"Esc"},
    "settings.keys.editing": {"Enter", "Esc"},
    "settings.fit": {"Enter"},
    "finding.keys": {"Enter", "Esc"},
    "finding.place_keys": {"Esc"},
    "finding.editor.leaving": {"Enter", "Esc"},
    "finding.export.keys": {"Enter", "Esc"},
    "finding.export.writing_keys": {"Esc"},
    "finding.export.done_keys": {"Enter", "Esc"},
    "keys.capture.foot": {"Esc"},
    "keys.press": {"Enter"},
    "keys.capture.foot_needed": {"Esc"},
}
"""Strings that name keys of lists, of other screens and of other programs, which are always the same."""

KEY = re.compile(r"\bF\d{1,2}\b|Ctrl\+\w+|\^[A-Z]\b|Shift\+\w+|Alt\+\w+|PgUp|PgDn|\bEsc\b|\bEnter\b|回车")


@pytest.mark.parametrize("language", Language)
def test_no_string_names_a_key_that_may_be_another_one(language: Language) -> None:
    folder = resources.files("siliconfriend") / "locale" / language.value
    named: dict[str, set[str]] = {}
    for part in set(parts()) - ELSEWHERE:
        strings = tomllib.loads((folder / f"{part}.toml").read_text(encoding="utf-8"))
        for name, value in flat(strings, f"{part}."):
            text = value if isinstance(value, str) else " ".join(value)
            keys = {key.replace("回车", "Enter").replace("^", "Ctrl+") for key in KEY.findall(text)}
            keys -= NOT_COMMANDS.get(name, set())
            named |= {name: keys} if keys else {}
    assert not named
