"""How the screen looks at moments that pass, in both languages and both themes, in a usual terminal.

After a change that is meant: `python -m pytest tests/tui/test_passing_snapshots.py --snapshot-update`, and look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.models.base import BadKeyError, BrokenStreamError, ModelError, NoKeyError
from siliconfriend.settings import Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.choose_code import ChooseCodeScreen
from siliconfriend.tui.screens.threshold import Threshold
from siliconfriend.tui.visiting import Visiting
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.writing_out.screen import ExportScreen
from tests.tui.looks import NAMES, Compare, Remember, dressed, languages, themes
from tests.tui.scripted import (
    Clock,
    ScriptedCore,
    ScriptedModel,
    Step,
    answered,
    ready,
    say,
    screen_text,
    type_text,
    wait_until,
)

SIZE = 80, 24
SAID = {
    Language.EN: ("My cat is called Miso.", "What a lovely name."),
    Language.CN: ("我的猫叫小米。", "真好听的名字。"),
}
HOW = {Language.EN: "How do I feed her in Python?", Language.CN: "用 Python 怎么喂她？"}
BEGINS = {
    Language.EN: "Gently, and **twice a day**:\n\n1. in the morning\n2. before the sun goes",
    Language.CN: "轻轻地，**一天两次**：\n\n1. 早上\n2. 太阳落山以",
}
BLOCKS = (
    "```python\nfor hour in (8, 18):\n    feed(hour)\n```\n\n```python\nimport cat\n\ncat.purr()\ncat.sleep()\n```"
)
SECRET = {Language.EN: "I am in love.", Language.CN: "我恋爱了。"}

pytestmark = [languages, themes]


@pytest.fixture
def settings(language: Language, theme: str) -> Settings:
    return dressed(language, theme, greeting=False)


@pytest.fixture
def somebody(core: ScriptedCore, clock: Clock, language: Language) -> Profile:
    return core.profiles().create(NAMES[language], language, clock())


@pytest.fixture
def app(core: ScriptedCore, clock: Clock, somebody: Profile, language: Language, remember: Remember) -> FriendApp:
    remember(somebody, SAID[language])
    clock.pass_days(2)
    return FriendApp(core)


def test_the_threshold(snap_compare: Compare, app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Visiting, "on_ready", lambda _: None)

    async def look(pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: app.words("tui.activity.opening") in screen_text(app))
        assert isinstance(app.screen, Threshold)

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_nothing_said_yet(snap_compare: Compare, core: ScriptedCore, somebody: Profile) -> None:
    assert snap_compare(FriendApp(core), terminal_size=SIZE, run_before=ready)


def test_before_the_first_word(
    snap_compare: Compare, app: FriendApp, model: ScriptedModel, language: Language
) -> None:
    model.replies.append([asyncio.Event()])

    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, HOW[language])
        await wait_until(pilot, lambda: app.words("tui.activity.thinking") in screen_text(app))

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_a_reply_on_its_way(
    snap_compare: Compare, app: FriendApp, model: ScriptedModel, language: Language
) -> None:
    model.replies.append([BEGINS[language], asyncio.Event()])

    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, HOW[language])
        await wait_until(pilot, lambda: "2. " in screen_text(app))
        await type_text(pilot, SECRET[language])

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


@pytest.mark.parametrize(
    "fails",
    [
        pytest.param(lambda _: (NoKeyError(),), id="no_key"),
        pytest.param(lambda _: (BadKeyError(host="api.example.com"),), id="bad_key"),
        pytest.param(lambda begins: (begins, BrokenStreamError(host="api.example.com")), id="broken"),
    ],
)
def test_no_reply(
    snap_compare: Compare,
    app: FriendApp,
    model: ScriptedModel,
    language: Language,
    fails: Callable[[str], tuple[str | ModelError, ...]],
) -> None:
    steps: tuple[Step, ...] = fails(BEGINS[language])
    model.replies.append(steps)
    model.destination = "api.example.com"

    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, HOW[language])
        await wait_until(pilot, lambda: app.screen.query(Notice))

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_which_code(snap_compare: Compare, app: FriendApp, model: ScriptedModel, language: Language) -> None:
    model.replies.append([BLOCKS])

    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, HOW[language])
        await answered(pilot, 2)
        await pilot.press("f4")
        await wait_until(pilot, lambda: isinstance(app.screen, ChooseCodeScreen))

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_off_the_record(snap_compare: Compare, app: FriendApp, language: Language) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, f"/{app.words('tui.commands.off_record.slash')}")
        await say(pilot, SECRET[language])
        await answered(pilot, 2)

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_on_the_record_again(snap_compare: Compare, app: FriendApp, language: Language) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        off = f"/{app.words('tui.commands.off_record.slash')}"
        await say(pilot, off)
        await say(pilot, SECRET[language])
        await answered(pilot, 2)
        await say(pilot, off)
        await wait_until(pilot, lambda: SECRET[language] not in screen_text(app))

    assert snap_compare(app, terminal_size=SIZE, run_before=look)


def test_where_the_export_is(
    snap_compare: Compare, app: FriendApp, monkeypatch: pytest.MonkeyPatch, somebody: Profile
) -> None:
    monkeypatch.setenv("HOME", "/home/emily")
    monkeypatch.setattr("siliconfriend.tui.writing_out.screen.write_privately", lambda _file, _content: None)

    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, f"/{app.words('tui.commands.export.slash')}")
        await wait_until(pilot, lambda: isinstance(app.screen, ExportScreen))
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.words("finding.export.done_one") in screen_text(app))

    assert snap_compare(app, terminal_size=SIZE, run_before=look)
