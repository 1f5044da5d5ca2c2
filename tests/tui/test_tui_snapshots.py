"""How the screens look, in both languages, both themes and two sizes.

After a change that is meant: `python -m pytest tests/tui/test_tui_snapshots.py --snapshot-update`, and look.
"""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.settings import Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.help import HelpScreen
from siliconfriend.tui.screens.profiles import ProfilesScreen
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.recalled_piece import RecalledPiece
from siliconfriend.tui.widgets.turn_view import TurnView
from tests.tui.looks import NAMES, Compare, Remember, dressed, languages, sizes, themes
from tests.tui.scripted import Clock, ScriptedCore, ScriptedModel, say, screen_text, wait_until

PAST = {
    Language.EN: ("My cat is called Miso.", "What a lovely name. How old is Miso?"),
    Language.CN: ("我的猫叫小米。", "真好听的名字。小米多大了？"),
}
NOW = {
    Language.EN: ("What is my cat called?", "Your cat is **Miso**. You told me:\n\n- her name\n- not her age"),
    Language.CN: ("我的猫叫什么？", "你的猫叫**小米**。你告诉过我：\n\n- 她的名字\n- 还没说她多大"),
}


@pytest.fixture
def settings(language: Language, theme: str) -> Settings:
    return dressed(language, theme, greeting=False)


@pytest.fixture
def somebody(core: ScriptedCore, clock: Clock, language: Language, remember: Remember) -> Profile:
    profile = core.profiles().create(NAMES[language], language, clock())
    remember(profile, PAST[language])
    clock.pass_days(3)
    return profile


async def opened(pilot: Pilot[None]) -> None:
    await wait_until(pilot, lambda: "1 memory" in screen_text(pilot.app) or "1 条记忆" in screen_text(pilot.app))


@languages
@themes
@sizes
def test_first_run(snap_compare: Compare, core: ScriptedCore, size: tuple[int, int]) -> None:
    async def ready(pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: pilot.app.screen.query(Input))
        pilot.app.screen.query_one(Input).cursor_blink = False

    assert snap_compare(FriendApp(core), terminal_size=size, run_before=ready)


@languages
@themes
@sizes
def test_chat(
    snap_compare: Compare,
    core: ScriptedCore,
    model: ScriptedModel,
    somebody: Profile,
    language: Language,
    size: tuple[int, int],
) -> None:
    question, answer = NOW[language]
    model.replies.append([answer])

    async def talk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("ctrl+n")
        await say(pilot, question)
        await wait_until(pilot, lambda: pilot.app.screen.query(MemoryLine))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: isinstance(pilot.app.focused, RecalledPiece))
        assert len(pilot.app.screen.query(TurnView)) == 2

    assert snap_compare(FriendApp(core), terminal_size=size, run_before=talk)


@languages
@themes
@sizes
def test_help(snap_compare: Compare, core: ScriptedCore, somebody: Profile, size: tuple[int, int]) -> None:
    async def ask(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))

    assert snap_compare(FriendApp(core), terminal_size=size, run_before=ask)


@languages
@themes
@sizes
def test_profiles(
    snap_compare: Compare, core: ScriptedCore, somebody: Profile, clock: Clock, size: tuple[int, int]
) -> None:
    core.profiles().create("Ada [b]", Language.EN, clock())
    core.profiles().create("王小明", Language.CN, clock())

    async def look(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("ctrl+o")
        await wait_until(
            pilot,
            lambda: (
                isinstance(pilot.app.screen, ProfilesScreen)
                and pilot.app.screen.query_one(OptionList).option_count == 4
            ),
        )
        pilot.app.screen.query_one(Input).cursor_blink = False

    app = FriendApp(core, somebody.name)
    assert snap_compare(app, terminal_size=size, run_before=look)
