"""Twenty columns and five lines: a usable list remains on every screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import OptionList

from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.screens.chat import ChatScreen
from tests.tui.scripted import Clock, ScriptedCore, ready, say, screen_text, wait_until

SCREENS = {
    "f1": ["Enter", "send what you"],
    "ctrl+o": ["Emily", "somebody new"],
    "f9": ["Your name", "Emily"],
    "f6": ["2026-05-11", "2026-05-12"],
    "f10": ["Tuesday, 12 May"],
    "ctrl+p": ["What would you", "Edit the last"],
    "f8": ["Remove", "Keep", "Remove for good"],
    "/export": ["To which file?"],
    "/forget tea": ["forgotten?", "11 May", "12 May"],
}


@pytest.mark.parametrize("opened_by", SCREENS)
async def test_there_is_something_to_choose_from(
    opened_by: str, app: FriendApp, emily: Profile, remember: Callable[..., None], clock: Clock
) -> None:
    clock.pass_days(-1)
    remember(emily, ("I like tea", "Good."))
    clock.pass_days(1)
    remember(emily, ("Green tea most of all", "Yes."))
    async with app.run_test(size=(20, 5)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and app.screen.companion)
        if opened_by.startswith("/"):
            await say(pilot, opened_by)
        else:
            await pilot.press(opened_by)
        await wait_until(pilot, lambda: all(wanted in screen_text(app) for wanted in SCREENS[opened_by]))


@pytest.mark.parametrize("opened_by", ["", *SCREENS])
async def test_down_to_one_cell_and_back(
    opened_by: str, core: ScriptedCore, emily: Profile, remember: Callable[..., None]
) -> None:
    remember(emily, ("I like tea", "Good.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nprint(1)\n```"))
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        if opened_by.startswith("/"):
            await say(pilot, opened_by)
        elif opened_by:
            await pilot.press(opened_by)
        screen = app.screen
        for size in ((1, 1), (2, 30), (3, 4), (80, 1), (5, 9), (80, 24)):
            await pilot.resize_terminal(*size)
            screen_text(app)
        assert app.screen is screen


async def test_the_memory_that_is_chosen_stays_in_sight(
    app: FriendApp, emily: Profile, remember: Callable[..., None]
) -> None:
    remember(emily, *[(f"Thought {number}", "Yes.") for number in range(30)])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f6")
        await wait_until(pilot, lambda: app.screen.query(MemoryList) and app.screen.query_one(MemoryList).chosen)
        rows = app.screen.query_one(MemoryList)
        await pilot.press(*["down"] * 24)
        for size in ((80, 60), (80, 12), (20, 5), (80, 8)):
            await pilot.resize_terminal(*size)
            await wait_until(pilot, lambda: rows.cursor == 24 and 0 <= 24 - rows.scroll_y < rows.size.height)


@pytest.mark.parametrize("opened_by", ["f9", "ctrl+p"])
@pytest.mark.parametrize("sizes", [[(120, 60), (80, 12)], [(1, 1), (80, 24)], [(120, 60), (20, 5), (80, 24)]])
async def test_what_is_chosen_stays_in_sight(app: FriendApp, opened_by: str, sizes: list[tuple[int, int]]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(opened_by)
        await wait_until(pilot, lambda: app.screen.query(OptionList))
        rows = app.screen.query(OptionList).first()
        await wait_until(pilot, lambda: rows.option_count > 20)
        await pilot.press(*["down"] * 24)
        await wait_until(pilot, lambda: rows.highlighted and rows.scroll_y)
        for size in sizes:
            await pilot.resize_terminal(*size)
        assert rows.highlighted is not None
        line = rows._index_to_line[rows.highlighted]
        await wait_until(pilot, lambda: rows.scroll_y <= line < rows.scroll_y + rows.size.height)
