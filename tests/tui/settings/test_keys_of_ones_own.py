"""Another key for a command on the settings screen: pressed, not spelled; at once, and kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from siliconfriend.language import Language
from siliconfriend.places import Places
from siliconfriend.settings import InterfaceSettings, MemorySettings, Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.finding.screen import FindScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.settings.key_capture import KeyCapture
from siliconfriend.tui.settings.screen import SettingsScreen
from tests.tui.scripted import Clock, ScriptedCore, ready, screen_text, type_text, wait_until
from tests.tui.settings.test_settings_screen import file_text, look_for

Compare = Callable[..., bool]


async def capture(pilot: Pilot[None], wanted: str = "keys.find") -> None:
    """The card that asks for a key of the first command that `wanted` finds."""
    await look_for(pilot, wanted)
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, KeyCapture))


def verdict(app: FriendApp) -> str:
    return str(app.screen.query_one("#verdict", Static).render())


def hint(app: FriendApp) -> str:
    return str(app.screen.query_one("#hint", Static).render())


async def test_a_key_is_pressed_holds_at_once_and_is_kept_with_the_comments(app: FriendApp, home: Places) -> None:
    home.config.mkdir(parents=True)
    home.config_file.write_text('# mine\n[keys]\n# far away\nfind = "f12"  # or so\n', encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await capture(pilot)
        await pilot.press("ctrl+l")
        await wait_until(pilot, lambda: 'find = "ctrl+l"  # or so' in file_text(home))
        await wait_until(pilot, lambda: "Now: Ctrl+L (from the settings file)" in screen_text(app))
        assert "Default: Ctrl+F, F7" in screen_text(app)
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await pilot.press("ctrl+f", "f7")
        await pilot.pause()
        assert isinstance(app.screen, ChatScreen)
        await pilot.press("ctrl+l")
        await wait_until(pilot, lambda: isinstance(app.screen, FindScreen))
    assert "# mine" in file_text(home)
    assert "# far away" in file_text(home)


async def test_the_default_comes_back(app: FriendApp, home: Places) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await capture(pilot)
        await pilot.press("ctrl+l")
        await wait_until(pilot, lambda: 'find = "ctrl+l"' in file_text(home))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: "find =" not in file_text(home))
        await wait_until(pilot, lambda: app.keyboard.of("find") == ("ctrl+f", "f7"))
        await pilot.press("escape", "escape", "f7")
        await wait_until(pilot, lambda: isinstance(app.screen, FindScreen))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("x", "X by itself writes something."),
        ("tab", "Tab is needed for writing."),
        ("ctrl+c", "Ctrl+C is needed for writing."),
        ("ctrl+a", "Ctrl+A is needed for writing."),
        ("f2", "F2 is already the key for “Edit the last message”. Press it again to take it from there."),
        ("ctrl+q", "Ctrl+Q is already the key for “Close”. “Close” has no other key, and must have one."),
        ("ctrl+p", "Ctrl+P is already the key for “All commands”. “All commands” has no other key"),
    ],
)
async def test_what_cannot_be_had_is_said_as_it_is_pressed(
    app: FriendApp, home: Places, key: str, said: str
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await capture(pilot)
        await pilot.press(key)
        await wait_until(pilot, lambda: said in hint(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        assert app.keyboard.of("find") == ("ctrl+f", "f7")
    assert file_text(home) == ""


async def test_pressed_twice_a_key_is_taken_from_another_command(app: FriendApp, home: Places) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await capture(pilot)
        await pilot.press("f2", "f3", "f2")
        await pilot.pause()
        assert isinstance(app.screen, KeyCapture)
        await pilot.press("f2")
        await wait_until(pilot, lambda: 'find = "f2"' in file_text(home) and 'edit = ""' in file_text(home))
        assert app.keyboard.unused == ()
        await pilot.press("escape", "escape", "f2")
        await wait_until(pilot, lambda: isinstance(app.screen, FindScreen))


async def test_a_command_may_go_without_a_key_but_not_every_one(app: FriendApp, home: Places) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await capture(pilot)
        await pilot.press("delete")
        await wait_until(pilot, lambda: 'find = ""' in file_text(home))
        assert app.keyboard.of("find") == ()
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await capture(pilot, "keys.quit")
        await pilot.press("delete")
        await wait_until(pilot, lambda: "Del is needed for writing." in hint(app))


async def test_a_wish_that_cannot_be_had_is_told_beside_the_key_there_is(app: FriendApp, home: Places) -> None:
    home.config.mkdir(parents=True)
    home.config_file.write_text('[keys]\nfind = "ctrl+m"\nfnord = "f5"\n', encoding="utf-8")
    from siliconfriend.settings import load

    app.core.settings = load(home.config_file)
    await app.use_setting("keys.find")
    async with app.run_test(size=(120, 60)) as pilot:
        await look_for(pilot, "keys.")
        await wait_until(pilot, lambda: "fnord: no command is called that" in screen_text(app))
        await type_text(pilot, "find")
        await wait_until(pilot, lambda: "A terminal cannot tell Ctrl+M from Enter." in verdict(app))
        assert "Now: Ctrl+F, F7" in screen_text(app)


async def test_a_key_that_not_every_terminal_sends_is_doubted(app: FriendApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await capture(pilot)
        await pilot.press("ctrl+shift+l")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await wait_until(pilot, lambda: "Not every terminal can send Ctrl+Shift+L." in screen_text(app))


languages = pytest.mark.parametrize("language", Language)


def at_home(core: ScriptedCore, clock: Clock, language: Language) -> FriendApp:
    interface = InterfaceSettings(language=language.value, theme="dark")
    core.settings = Settings(memory=MemorySettings(embedder="none"), interface=interface)
    core.profiles().create("Emily", language, clock())
    return FriendApp(core)


@languages
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_how_the_keys_look(
    core: ScriptedCore, clock: Clock, language: Language, size: tuple[int, int], snap_compare: Compare
) -> None:
    async def keys(pilot: Pilot[None]) -> None:
        await look_for(pilot, "keys.")
        pilot.app.screen.query_one("#wanted", Input).cursor_blink = False
        pilot.app.screen.query_one(OptionList).highlighted = 6
        await pilot.pause()

    assert snap_compare(at_home(core, clock, language), terminal_size=size, run_before=keys)


@languages
def test_how_a_clash_looks(core: ScriptedCore, clock: Clock, language: Language, snap_compare: Compare) -> None:
    async def clash(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await capture(pilot)
        await pilot.press("f2")
        await pilot.pause()

    assert snap_compare(at_home(core, clock, language), terminal_size=(80, 24), run_before=clash)
