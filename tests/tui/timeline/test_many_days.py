"""Years of days: what is shown is read, no more, and a person's own words win, in both languages."""

from __future__ import annotations

import re

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind
from siliconfriend.memory.reflected import Part
from siliconfriend.places import Places
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.chat.browsing import Browsing
from siliconfriend.tui.timeline.heat_map import HeatMap
from siliconfriend.tui.timeline.portrait_part import PortraitPart
from tests.memory.crowd import A_DAY, Read, counting, crowd, day_of
from tests.tui.scripted import Clock, ScriptedCore, ready, screen_text, wait_until
from tests.tui.timeline.test_timeline_screen import write

YEARS = 40_000
VERSIONS = 30
SIZE = (120, 40)
A_YEAR = 366
A_PAGE = 40


@pytest.fixture(params=list(Language))
def app(request: pytest.FixtureRequest, core: ScriptedCore, home: Places, clock: Clock) -> FriendApp:
    """Somebody who has talked every day for a year and a half, with many versions of the portrait."""
    bank = Profiles(home.profiles).open(Profiles(home.profiles).create("Emily", request.param, clock()))
    crowd(bank, YEARS, now=clock())
    last = day_of(YEARS)
    for number in range(VERSIONS):
        words = bank.material(day_of(YEARS - number * A_DAY))
        for kind in (Kind.SUMMARY, Kind.INSIGHT):
            bank.keep_day(kind, words, f"Day {number}, of the river.", clock(), model="scripted", prompt="1")
    for part in (Part.HISTORY, Part.PERSONALITY):
        for number in range(VERSIONS):
            bank.keep_version(part, f"Version {number}.", bank.growth(part), clock(), model="scripted", prompt="1")
    clock.now = clock.now.replace(year=last.year, month=last.month, day=last.day)
    bank.close()
    return FriendApp(core)


async def test_days_and_portrait_read_what_they_show(app: FriendApp) -> None:
    read = Read()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await app.workers.wait_for_complete()
        chat = app.screen
        assert isinstance(chat, Browsing)
        counting(chat.bank._database._connection, read)
        await pilot.press("f10")
        await wait_until(pilot, lambda: "Day 0, of the river." in screen_text(app))
        assert 0 < read.rows <= A_YEAR + A_DAY + A_PAGE
        read.clear()
        await pilot.press("<")  # a year back
        await wait_until(pilot, lambda: app.screen.query_one(HeatMap).chosen.year == day_of(YEARS).year - 1)
        await app.workers.wait_for_complete()
        assert 0 < read.rows <= A_YEAR + A_DAY + A_PAGE
        read.clear()
        await pilot.press("tab")
        await wait_until(pilot, lambda: app.screen.query(PortraitPart))
        await app.workers.wait_for_complete()
        assert 0 < read.rows <= 4 * VERSIONS + A_PAGE
        read.clear()
        await pilot.press("left")
        await wait_until(pilot, lambda: re.search(r"2061.*29", screen_text(app)))
        assert read.rows <= A_PAGE


async def test_ones_own_words_of_a_day_and_of_the_whole_win(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("f10")
        await wait_until(pilot, lambda: "Day 0, of the river." in screen_text(app))
        await pilot.press("e")
        await write(pilot, "河边的一天 by myself")
        await wait_until(pilot, lambda: "河边的一天 by myself" in screen_text(app))
        assert "Day 0, of the river." not in screen_text(app).split("river")[0]
        await pilot.press("tab")
        await wait_until(pilot, lambda: isinstance(app.screen.focused, PortraitPart))
        await pilot.press("e")
        await write(pilot, "我喜欢河。")
        await wait_until(pilot, lambda: "我喜欢河。" in screen_text(app))
        await pilot.press("left")
        await wait_until(pilot, lambda: f"Version {VERSIONS - 1}." in screen_text(app))
