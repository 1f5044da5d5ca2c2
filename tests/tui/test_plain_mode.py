"""Without lines and colours: what a screen reader reads, and what NO_COLOR asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest

from siliconfriend.config_file import with_value
from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.help import HelpScreen
from siliconfriend.tui.settings.screen import SettingsScreen
from siliconfriend.tui.widgets.turn_view import TurnView
from tests.tui.scripted import ScriptedCore, ScriptedModel, answered, ready, say, screen_text, wait_until

Remember = Callable[..., None]


def lines_drawn(text: str) -> set[str]:
    """Box-drawing characters and blocks."""
    return {char for char in text if "\u2500" <= char <= "\u259f"}


async def test_plain_is_words_only_and_says_who_speaks(
    core: ScriptedCore, emily: Profile, remember: Remember, model: ScriptedModel
) -> None:
    remember(emily, ("My cat is called Miso.", "What a name."))
    core.settings = with_value(core.settings, "interface.plain", True)
    model.replies.append(["one ", "two"])
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert app.animation_level == "none"
        await say(pilot, "hello")
        await answered(pilot, 2)
        text = screen_text(app)
        assert not lines_drawn(text)
        told = [line.strip() for line in text.splitlines() if line.strip()]
        assert told[told.index("hello") - 1 : told.index("hello") + 3] == ["You:", "hello", "Reply:", "one two"]
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.pause()
        assert not lines_drawn(screen_text(app))
        await pilot.press("escape")
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await pilot.pause()
        assert not lines_drawn(screen_text(app))


async def test_memories_days_and_what_was_recalled_are_told_in_words(
    core: ScriptedCore, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("My cat is called Miso.", "What a name."), ("Miso sleeps.", "Cats do."))
    core.settings = with_value(core.settings, "interface.plain", True)
    app = FriendApp(core)
    async with app.run_test(size=(80, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+n")
        await say(pilot, "What is my cat called?")
        await answered(pilot, 3)
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: "% same words" in screen_text(app))
        assert not lines_drawn(screen_text(app))
        await pilot.press("escape", "f6")
        await wait_until(pilot, lambda: "100%" in screen_text(app))
        assert not lines_drawn(screen_text(app))
        await pilot.press("right", "p")
        await wait_until(pilot, lambda: "pinned · " in screen_text(app))
        await pilot.press("left", "down", "enter")
        await wait_until(pilot, lambda: "Fades on" in screen_text(app))
        assert not lines_drawn(screen_text(app))
        await pilot.press("escape", "f6", "f10")
        await wait_until(pilot, lambda: "May: 3 turns" in screen_text(app))
        assert not lines_drawn(screen_text(app))


async def test_where_help_is_stands_below_the_reply(core: ScriptedCore, emily: Profile) -> None:
    core.settings = with_value(core.settings, "interface.plain", True)
    app = FriendApp(core)
    async with app.run_test(size=(80, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "I want to end my life")
        await answered(pilot)
        shown = [type(one).__name__ for one in app.screen.query_one(TurnView).children]
        assert shown == ["Static", "Static", "Static", "ReplyMarkdown", "CareNotice"]


async def test_it_can_be_chosen_while_talking(app: FriendApp, model: ScriptedModel) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        assert lines_drawn(screen_text(app))
        assert "You:" not in screen_text(app)
        app.core.settings = with_value(app.core.settings, "interface.plain", True)
        await app.use_setting("interface.plain")
        await wait_until(pilot, lambda: "You:" in screen_text(app))
        assert not lines_drawn(screen_text(app))


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_no_color_is_heard(
    core: ScriptedCore, emily: Profile, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    core.settings = with_value(core.settings, "interface.theme", theme)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        svg = app.export_screenshot()
    drawn = set(re.findall(r'fill="#([0-9a-f]{6})"|fill: #([0-9a-f]{6})', svg))
    colours = {one or other for one, other in drawn} - {"ff5f57", "febc2e", "28c840", "c5c8c6", "292929"}
    assert all(one[:2] == one[2:4] == one[4:] for one in colours), colours


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
async def test_the_terminals_own_colours(core: ScriptedCore, emily: Profile, theme: str) -> None:
    core.settings = with_value(core.settings, "interface.theme", theme)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert app.theme == f"terminal-{theme}"
        await pilot.press("ctrl+t")
        assert app.theme != f"terminal-{theme}"
        assert app.theme.startswith("terminal-")
        for key in ("f1", "f9", "ctrl+o"):
            await pilot.press(key)
            await pilot.pause()
            await pilot.press("escape")


async def test_what_must_line_up_has_one_width_everywhere(app: FriendApp, emily: Profile) -> None:
    """Terminals set to wide ambiguous characters draw these in two cells: none stands before a column."""
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen) and app.screen._entries)
        await pilot.pause()
        for option in range(3):
            line = screen_text(app).splitlines()[6 + option][:36]
            assert all(unicodedata.east_asian_width(char) != "A" for char in line), line
