"""How the browser and the timeline look, in both languages, both themes and two sizes.

After a change that is meant: `python -m pytest tests/tui/browser/test_browser_snapshots.py --snapshot-update`.
"""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from siliconfriend.language import Language
from siliconfriend.memory.records import Kind, TurnState
from siliconfriend.memory.reflected import Part
from siliconfriend.settings import Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.timeline.portrait_part import PortraitPart
from tests.tui.browser.conftest import opened as browser_opened
from tests.tui.browser.conftest import seen_whole
from tests.tui.looks import Compare, dressed, languages, themes
from tests.tui.scripted import Clock, ScriptedCore, ready, screen_text, wait_until

SAID = {
    Language.EN: [
        ("My cat is called Miso.", "A lovely name."),
        ("I moved to Leeds in March.", "How is it there?"),
        ("I run by the river every Sunday.", "Good for you."),
        ("My sister plays the cello.", "How lovely."),
    ],
    Language.CN: [
        ("我的猫叫小米。", "真好听的名字。"),
        ("我三月搬到了苏州。", "那边怎么样？"),
        ("我每个星期天在河边跑步。", "真不错。"),
        ("我妹妹拉大提琴。", "真好。"),
    ],
}
NOTE = {Language.EN: "Buy a present", Language.CN: "买一件礼物"}
BRIEF = {Language.EN: "They talked of home.", Language.CN: "聊了聊家里的事。"}

sizes = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])


@pytest.fixture
def settings(language: Language, theme: str) -> Settings:
    return dressed(language, theme)


@pytest.fixture
def looking_back(core: ScriptedCore, clock: Clock, language: Language) -> FriendApp:
    bank = core.profiles().open(core.profiles().create("Emily", language, clock()))
    conversation = bank.begin_conversation(clock())
    for query, response in SAID[language]:
        turn = bank.ask(conversation, query, clock())
        recalled = bank.recall(query, k=1, now=clock(), without_turns=[turn.id])
        bank.answer(turn.id, response, state=TurnState.FINISHED, now=clock(), model="scripted", recalled=recalled)
        words = bank.material(clock().date())
        bank.keep_day(Kind.SUMMARY, words, BRIEF[language], clock(), model="scripted", prompt="1")
        clock.pass_days(9)
    first = bank.list_memories(kind=Kind.TURN)
    bank.pin([first[0].id], clock())
    bank.archive([first[1].id], clock())
    bank.never_recall([first[2].id])
    for day in (one.day for one in bank.due_days() if Kind.SUMMARY in one.due):
        words = bank.material(day)
        bank.keep_day(Kind.SUMMARY, words, BRIEF[language], clock(), model="scripted", prompt="1")
    growth = bank.growth(Part.HISTORY)
    bank.keep_version(Part.HISTORY, BRIEF[language], growth, clock(), model="scripted", prompt="1")
    bank.remember(NOTE[language], clock())
    bank.close()
    return FriendApp(core)


@languages
@themes
@sizes
def test_list(snap_compare: Compare, looking_back: FriendApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await browser_opened(pilot)
        pilot.app.screen.query_one("MemoryBrowser Input", Input).cursor_blink = False

    assert snap_compare(looking_back, terminal_size=size, run_before=look)


@languages
@themes
@sizes
def test_one_memory(snap_compare: Compare, looking_back: FriendApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await browser_opened(pilot)
        await pilot.press("end")
        await wait_until(pilot, lambda: pilot.app.screen.query_one(MemoryList).chosen)
        await seen_whole(pilot)

    assert snap_compare(looking_back, terminal_size=size, run_before=look)


@languages
@themes
@sizes
def test_days(snap_compare: Compare, looking_back: FriendApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await pilot.press("f10")
        await wait_until(pilot, lambda: any(one in screen_text(pilot.app) for one in NOTE.values()))
        await pilot.press("comma")
        await wait_until(pilot, lambda: any(one in screen_text(pilot.app) for one in BRIEF.values()))

    assert snap_compare(looking_back, terminal_size=size, run_before=look)


@languages
@themes
@sizes
def test_portrait(snap_compare: Compare, looking_back: FriendApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await pilot.press("f10")
        await pilot.press("tab")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen.focused, PortraitPart))
        await pilot.press("s")

    assert snap_compare(looking_back, terminal_size=size, run_before=look)
