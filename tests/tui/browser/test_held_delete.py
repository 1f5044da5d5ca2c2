"""A key that is held down is no second press and deletes nothing; how many were deleted is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from siliconfriend.memory.looking import Wanted
from siliconfriend.tui.browser.browser import MemoryBrowser
from siliconfriend.tui.widgets.field import Field
from tests.tui.browser.conftest import TOLD, bank_of, opened, seen_whole
from tests.tui.scripted import screen_text, wait_until

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from siliconfriend.tui.app import FriendApp

ALL = len(TOLD) + 1
BEGINS, REPEATS = 0.5, 0.03
HELD = "A key that is held down deletes nothing"

pytestmark = pytest.mark.usefixtures("past")


class Hand:
    """On the keyboard; time passes only as it says."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self._pilot = pilot
        self._now = 1000.0

    async def press(self, key: str, after: float = 0.2) -> None:
        """So many seconds after the last one, and seen to its end."""
        self.type(key, after)
        await self.handled()

    async def hold(self, key: str, times: int) -> None:
        """As a terminal tells of it: once, and after a while again and again."""
        for time in range(times):
            self.type(key, BEGINS if time < 2 else REPEATS)
        await self.handled()

    async def handled(self) -> None:
        """Everything that was typed, and what it has led to."""
        await self._pilot.app.workers.wait_for_complete()
        await self._pilot.pause()
        await self._pilot.app.workers.wait_for_complete()
        await self._pilot.pause()

    def type(self, key: str, after: float) -> None:
        """Whether the one before has been handled or not."""
        self._now += after
        event = Key(key, key if len(key) == 1 else None)
        event.time = self._now
        self._pilot.app.post_message(event)


def left(pilot: Pilot[None]) -> int:
    return bank_of(pilot).listing(Wanted()).count


async def remain(pilot: Pilot[None], count: int) -> None:
    await wait_until(pilot, lambda: left(pilot) == count)


def told(app: FriendApp) -> str:
    """The screen, as if its lines were one."""
    return " ".join(screen_text(app).split())


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_key_held_down_deletes_nothing(app: FriendApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await Hand(pilot).hold("delete", 20)
        await wait_until(pilot, lambda: HELD in told(app))
        assert left(pilot) == ALL


async def test_one_held_behind_a_deletion_takes_no_other_along(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        hand = Hand(pilot)
        await hand.press("delete")
        await hand.press("delete")
        await hand.hold("delete", 20)  # it begins to repeat so late that it asks again
        await wait_until(pilot, lambda: HELD in told(app))
        assert left(pilot) == ALL - 1
        await pilot.press("ctrl+z")  # that one is still to be had back
        await remain(pilot, ALL)


async def test_the_letter_held_down_deletes_nothing(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("right")
        await Hand(pilot).hold("d", 20)
        await wait_until(pilot, lambda: HELD in told(app))
        assert left(pilot) == ALL


async def test_the_letter_held_down_on_an_open_memory_is_not_looked_for(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await seen_whole(pilot)
        await Hand(pilot).hold("d", 20)
        await wait_until(pilot, lambda: HELD in told(app))
        assert left(pilot) == ALL
        assert app.screen.query_one(Field).value == ""


async def test_another_key_or_a_pause_lets_it_ask_again(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        hand = Hand(pilot)
        await hand.press("delete")
        await hand.press("delete")
        await wait_until(pilot, lambda: "Deleted." in told(app))
        await hand.press("delete")
        assert "Del again deletes it" not in told(app)
        await hand.press("delete", after=0.6)
        assert "Del again deletes it" in told(app)
        await hand.press("delete")
        await wait_until(pilot, lambda: "2 memories are deleted." in told(app))
        await hand.press("down")
        await hand.press("delete", after=0.1)
        assert "Del again deletes it" in told(app)


async def test_a_key_that_had_to_wait_came_when_it_came(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        hand = Hand(pilot)
        for after in (0.2, 0.2, 0.6):
            hand.type("delete", after)
        await hand.handled()
        await wait_until(pilot, lambda: "Del again deletes it" in told(app))
        assert left(pilot) == ALL - 1


async def three_deleted(app: FriendApp, pilot: Pilot[None], says: str) -> MemoryBrowser:
    browser = await opened(pilot)
    hand = Hand(pilot)
    for count in range(1, 4):
        await hand.press("delete", after=1)
        await hand.press("delete")
        await remain(pilot, ALL - count)
    await wait_until(pilot, lambda: says in told(app))
    return browser


async def test_so_many_come_back_one_by_one(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await three_deleted(
            app,
            pilot,
            "3 memories are deleted. Ctrl+Z brings them back one by one, the last one first, each within 10 sec",
        )
        for count in (2, 1, 0):
            await pilot.press("ctrl+z")
            await remain(pilot, ALL - count)
            await wait_until(pilot, lambda: "It is back." in told(app))


async def test_while_one_can_still_come_back_it_is_not_called_gone(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        browser = await three_deleted(app, pilot, "3 memories are deleted.")
        for past in list(browser._past):
            assert "That is gone for good." not in told(app)
            browser._no_way_back(past)
            await pilot.pause()
        assert "That is gone for good." in told(app)
