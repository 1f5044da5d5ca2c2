"""How forgetting, the agreement for a paid model and the greeting on return look, in both languages and themes.

After a change that is meant: `python -m pytest tests/tui/test_reflection_snapshots.py --snapshot-update`, and look.
"""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.settings import Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.agree import AgreeScreen
from siliconfriend.tui.screens.forget import ForgetScreen
from tests.tui.looks import NAMES, Compare, Remember, dressed, languages, sizes, themes
from tests.tui.scripted import Clock, ScriptedCore, ScriptedModel, ready, say, screen_text, wait_until

SAID = {
    Language.EN: [
        ("My cat Miso is ill and I did not sleep.", "I am sorry."),
        ("Miso [b]sleeps[/b] all day.", "As cats do."),
        ("I have a job interview at the observatory on Thursday.", "Good luck."),
    ],
    Language.CN: [
        ("我的猫小米病了，我一夜没睡。", "真让人担心。"),
        ("小米[b]整天[/b]睡觉。", "猫都是这样。"),
        ("我下周四要去天文台面试。", "祝你顺利。"),
    ],
}
WANTED = {Language.EN: "Miso ill", Language.CN: "小米病了"}

pytestmark = [sizes, themes, languages]


@pytest.fixture
def settings(language: Language, theme: str, request: pytest.FixtureRequest) -> Settings:
    greeting = "greeting" in request.node.name.split("[")[0]
    return dressed(language, theme, greeting=greeting, automatic=False)


@pytest.fixture
def app(core: ScriptedCore, clock: Clock, language: Language, remember: Remember) -> FriendApp:
    profile: Profile = core.profiles().create(NAMES[language], language, clock())
    remember(profile, *SAID[language])
    clock.pass_days(10)
    return FriendApp(core)


def test_forget(snap_compare: Compare, app: FriendApp, language: Language, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, f"/forget {WANTED[language]}")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetScreen))

    assert snap_compare(app, terminal_size=size, run_before=look)


def test_agreement(snap_compare: Compare, app: FriendApp, model: ScriptedModel, size: tuple[int, int]) -> None:
    model.destination = "api.example.com"

    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await say(pilot, "/summarize")
        await wait_until(pilot, lambda: isinstance(app.screen, AgreeScreen))

    assert snap_compare(app, terminal_size=size, run_before=look)


def test_greeting(snap_compare: Compare, app: FriendApp, language: Language, size: tuple[int, int]) -> None:
    asked = {Language.EN: "How did it go?", Language.CN: "怎么样"}[language]

    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await wait_until(pilot, lambda: asked in "".join(screen_text(app).split("\n")))

    assert snap_compare(app, terminal_size=size, run_before=look)
