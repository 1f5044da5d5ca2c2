"""How what is opened for a moment looks, in both languages and both themes, in a usual terminal.

After a change that is meant: `python -m pytest tests/tui/test_other_snapshots.py --snapshot-update`, and look.
"""

from __future__ import annotations

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from siliconfriend.language import Language
from siliconfriend.settings import Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser.edit_screen import EditScreen
from siliconfriend.tui.finding.place import PlaceScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.sent import SentScreen
from siliconfriend.tui.timeline.portrait_part import PortraitPart
from siliconfriend.tui.widgets.care_notice import CareNotice
from siliconfriend.tui.widgets.command_hints import CommandHints
from siliconfriend.tui.widgets.turn_view import TurnView
from siliconfriend.tui.writing_out.screen import ExportScreen
from tests.tui.looks import NAMES, Compare, Remember, dressed, languages, themes
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

SIZE = 80, 24
SAID = {
    Language.EN: [("My cat is called Miso.", "What a lovely name."), ("Miso sleeps all day.", "As cats do.")],
    Language.CN: [("我的猫叫小米。", "真好听的名字。"), ("小米整天睡觉。", "猫都是这样。")],
}
HEAVY = {Language.EN: "I want to kill myself", Language.CN: "我不想活了"}
BEGUN = {Language.EN: "/re", Language.CN: "/"}
HOW_IS_SHE = {Language.EN: "How is my cat?", Language.CN: "我的猫怎么样？"}

pytestmark = [languages, themes]


@pytest.fixture
def settings(language: Language, theme: str) -> Settings:
    return dressed(language, theme, greeting=False)


@pytest.fixture
def app(core: ScriptedCore, clock: Clock, language: Language, remember: Remember) -> FriendApp:
    remember(core.profiles().create(NAMES[language], language, clock()), *SAID[language])
    clock.pass_days(2)
    return FriendApp(core)


def test_palette(snap_compare: Compare, app: FriendApp) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count > 5)
        app.screen.query_one(Input).cursor_blink = False

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_commands_by_name(snap_compare: Compare, app: FriendApp, language: Language) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await type_text(pilot, BEGUN[language])
        await wait_until(pilot, lambda: app.screen.query_one(CommandHints).open)

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_what_was_sent(
    snap_compare: Compare, app: FriendApp, model: ScriptedModel, core: ScriptedCore, language: Language
) -> None:
    model.destination = "api.example.com"

    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, HOW_IS_SHE[language])
        await answered(pilot, 3)
        await say(pilot, f"/{app.words('tui.commands.sent.slash')}")
        await wait_until(pilot, lambda: isinstance(app.screen, SentScreen))

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_export(snap_compare: Compare, app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/emily")

    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, f"/{app.words('tui.commands.export.slash')}")
        await wait_until(pilot, lambda: isinstance(app.screen, ExportScreen) and app.screen.query(Input))
        app.screen.query_one(Input).cursor_blink = False

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_where_help_is(snap_compare: Compare, app: FriendApp, language: Language) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, f"/{app.words('tui.commands.off_record.slash')}")
        await wait_until(pilot, lambda: app.words("candour.off_record.status") in screen_text(app))
        await say(pilot, HEAVY[language])
        await answered(pilot, 3)
        await wait_until(pilot, lambda: app.screen.query(CareNotice))

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_removing(snap_compare: Compare, app: FriendApp) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await pilot.press("f8")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_a_place(snap_compare: Compare, app: FriendApp, language: Language) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await pilot.press("ctrl+f")
        await type_text(pilot, {Language.EN: "lovely", Language.CN: "好听"}[language])
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 1)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen) and app.screen.query(TurnView))

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_what_is_not_true(snap_compare: Compare, app: FriendApp) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await pilot.press("f10")
        await pilot.press("tab")
        await wait_until(pilot, lambda: isinstance(app.screen.focused, PortraitPart))
        await pilot.press("x")
        await wait_until(pilot, lambda: isinstance(app.screen, EditScreen))

    assert snap_compare(app, terminal_size=SIZE, run_before=look)
