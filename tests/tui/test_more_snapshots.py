"""How the screens of settings, finding and the first run look, in both languages and both themes.

After a change that is meant: `python -m pytest tests/tui/test_more_snapshots.py --snapshot-update`, and look.
"""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.models.offers import Kind, Offer
from siliconfriend.settings import Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.choosing.screen import ModelsScreen
from siliconfriend.tui.finding.screen import FindScreen
from siliconfriend.tui.settings.screen import SettingsScreen
from tests.tui.looks import NAMES, Compare, Remember, dressed, languages, sizes, themes
from tests.tui.scripted import Clock, ScriptedCore, ready, screen_text, type_text, wait_until

SAID = {
    Language.EN: [
        ("My cat is called Miso.", "What a lovely name."),
        ("Miso [b]sleeps[/b] all day.", "As cats do."),
    ],
    Language.CN: [("我的猫叫小米。", "真好听的名字。"), ("小米[b]整天[/b]睡觉。", "猫都是这样。")],
}
WANTED = {Language.EN: "miso", Language.CN: "小米"}
OFFERS = (
    Offer(Kind.SERVER, "llama3.2", "http://localhost:11434", "localhost:11434"),
    Offer(Kind.CHATGPT, "chatgpt", about="gpt-4.1-mini · api.openai.com"),
    Offer(Kind.BUILTIN, "builtin"),
)


@pytest.fixture
def settings(language: Language, theme: str) -> Settings:
    return dressed(language, theme)


@pytest.fixture
def app(core: ScriptedCore, clock: Clock, language: Language, remember: Remember) -> FriendApp:
    core.offered = OFFERS
    profile: Profile = core.profiles().create(NAMES[language], language, clock())
    remember(profile, *SAID[language])
    return FriendApp(core)


@languages
@themes
@sizes
def test_settings(snap_compare: Compare, app: FriendApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen) and app.screen._entries)
        for field in app.screen.query(Input):
            field.cursor_blink = False
        await type_text(pilot, "tau")
        await wait_until(pilot, lambda: app.screen.query_one("#foresight").display)
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=look)


@languages
@themes
def test_every_setting(snap_compare: Compare, app: FriendApp) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen) and app.screen._entries)
        app.screen.query_one("#wanted", Input).cursor_blink = False
        await pilot.pause()

    assert snap_compare(app, terminal_size=(120, 40), run_before=look)


@languages
@themes
def test_find(snap_compare: Compare, app: FriendApp, language: Language) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await pilot.press("ctrl+f")
        await wait_until(pilot, lambda: isinstance(app.screen, FindScreen))
        app.screen.query_one(Input).cursor_blink = False
        await type_text(pilot, WANTED[language])
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
        await pilot.pause()

    assert snap_compare(app, terminal_size=(80, 24), run_before=look)


@languages
@themes
def test_models(snap_compare: Compare, app: FriendApp) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await type_text(pilot, "/model")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ModelsScreen))
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == len(OFFERS) + 2)
        app.screen.query_one(Input).cursor_blink = False
        await pilot.pause()

    assert snap_compare(app, terminal_size=(80, 24), run_before=look)


@languages
@themes
def test_first_run_with_offers(snap_compare: Compare, core: ScriptedCore) -> None:
    core.offered = OFFERS

    async def look(pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: "llama3.2" in screen_text(pilot.app))
        pilot.app.screen.query_one(Input).cursor_blink = False
        await pilot.pause()

    assert snap_compare(FriendApp(core), terminal_size=(80, 24), run_before=look)
