"""A day, and what is understood of the person, longer than a low terminal: read to the end from the keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from siliconfriend.memory.records import Profile, TurnState
from siliconfriend.memory.reflected import Part
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.timeline.heat_map import HeatMap
from siliconfriend.tui.timeline.portrait_part import PortraitPart
from siliconfriend.tui.timeline.screen import TimelineScreen
from tests.tui.scripted import Clock, ScriptedCore, ready, screen_text, wait_until

SIZES = pytest.mark.parametrize("size", [(80, 8), (80, 12), (80, 24)], ids=["80x8", "80x12", "80x24"])
TURNS = 24


@pytest.fixture(autouse=True)
def past(core: ScriptedCore, emily: Profile, clock: Clock) -> None:
    """One long day, and a portrait whose first part is long."""
    bank = core.profiles().open(emily)
    conversation = bank.begin_conversation(clock())
    for number in range(TURNS):
        turn = bank.ask(conversation, f"said {number}.", clock())
        bank.answer(turn.id, "**Oh.**", state=TurnState.FINISHED, now=clock(), model="scripted")
    story = "\n".join(f"story {number}." for number in range(TURNS))
    for part, text in ((Part.HISTORY, story), (Part.PERSONALITY, "Fond of tea."), (Part.STRATEGY, "Be kind.")):
        bank.keep_version(part, text, bank.growth(part), clock(), model="scripted", prompt="1")
    bank.close()


async def opened(pilot: Pilot[None]) -> TimelineScreen:
    await ready(pilot)
    await pilot.press("f10")
    await sees(pilot, "May 2026")
    screen = pilot.app.screen
    assert isinstance(screen, TimelineScreen)
    return screen


async def sees(pilot: Pilot[None], words: str) -> None:
    await wait_until(pilot, lambda: words in screen_text(pilot.app))


@SIZES
async def test_a_long_day_is_read_to_its_end_and_back(app: FriendApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot)
        chosen = screen.query_one(HeatMap).chosen
        day = screen.query_one("#day", VerticalScroll)
        await wait_until(pilot, lambda: day.max_scroll_y > day.size.height > 1)
        await pilot.press("end")
        await sees(pilot, f"said {TURNS - 1}.")
        assert "**" not in screen_text(app)
        await pilot.press("home")
        await sees(pilot, "May 2026")
        read = set()
        while day.scroll_y < day.max_scroll_y:
            read |= {one for one in range(TURNS) if f"said {one}." in screen_text(app)}
            await pilot.press("pagedown")
            await wait_until(pilot, lambda: day.scroll_y == day.scroll_target_y)
        read |= {one for one in range(TURNS) if f"said {one}." in screen_text(app)}
        assert read == set(range(TURNS))
        await pilot.press("pageup")
        await wait_until(pilot, lambda: day.scroll_y < day.max_scroll_y)
        assert screen.query_one(HeatMap).chosen == chosen
        await pilot.press("up")
        assert screen.query_one(HeatMap).chosen == chosen - timedelta(days=1)
        await sees(pilot, "Nothing was said")


@SIZES
async def test_the_calendar_keeps_the_day_in_sight(app: FriendApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        heat = (await opened(pilot)).query_one(HeatMap)
        for _ in range(8):
            await pilot.press("up")
            assert heat.chosen.weekday() in heat._weekdays
            assert len(heat.render().plain.split("\n")) == max(2, heat.size.height)
        row = heat._weekdays.start
        await pilot.click(HeatMap, offset=(1 + 4 + 3, 1))
        assert heat.chosen.weekday() == row


@SIZES
async def test_a_long_part_of_the_portrait_is_read_line_by_line(app: FriendApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot)
        await pilot.press("tab")
        await wait_until(pilot, lambda: isinstance(screen.focused, PortraitPart))
        first = screen.focused
        await sees(pilot, "story 0.")
        read: set[int] = set()
        for _ in range(3 * TURNS):
            read |= {one for one in range(TURNS) if f"story {one}." in screen_text(app)}
            if screen.focused is not first:
                break
            await pilot.press("down")
        assert read == set(range(TURNS))
        await sees(pilot, "Fond of tea.")
        await pilot.press("up")
        await wait_until(pilot, lambda: screen.focused is first)
        for _ in range(3 * TURNS):
            if "story 0." in screen_text(app):
                break
            await pilot.press("up")
        await sees(pilot, "story 0.")
        await pilot.press("end")
        await sees(pilot, "Be kind.")
        await pilot.press("home")
        await sees(pilot, "story 0.")
        await pilot.press("pagedown")
        await wait_until(pilot, lambda: "story 0." not in screen_text(app))
