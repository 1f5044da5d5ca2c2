"""Of a hundred thousand memories only what is seen is read, whatever one does: counted, not timed."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from siliconfriend.language import Language
from siliconfriend.memory.looking import Order, Standing, Wanted
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind, Profile
from siliconfriend.memory.store import connecting, database
from siliconfriend.places import Places
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser.memory_list import MOST_WINDOWS, WINDOW, MemoryList
from tests.memory.crowd import MANY, Read, counting, crowd
from tests.memory.toy import NOW
from tests.tui.browser.conftest import bank_of, opened, the_list
from tests.tui.scripted import ready, type_text, wait_until

SIZE = (140, 40)
A_WINDOW = 2 * WINDOW
"""Rows that a window costs: its ids, and its lines."""
SEEN_AND_BESIDE = 3 * A_WINDOW
FEW = 12
"""Statements that are no more than asking whether anything is being deleted, how many there are, and the like."""


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of somebody with a hundred thousand memories."""
    folder = tmp_path_factory.mktemp("crowd")
    profiles = Profiles(folder)
    bank = profiles.open(profiles.create("Emily", Language.EN, NOW))
    crowd(bank, now=datetime(2026, 5, 12, tzinfo=UTC))
    bank.close()
    return folder / bank.profile.id


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """What any connection gives, from its opening on."""
    counted = Read()
    real = connecting.connect

    def connect(path: Path, *, create: bool = False) -> object:
        connection = real(path, create=create)
        counting(connection, counted)
        return connection

    monkeypatch.setattr(database, "connect", connect)
    return counted


@pytest.fixture
def much(home: Places, emily: Profile, crowded: Path, read: Read) -> Read:
    """Emily has a hundred thousand memories."""
    shutil.rmtree(home.profiles / emily.id)
    shutil.copytree(crowded, home.profiles / emily.id)
    return read


@asynccontextmanager
async def browsing(app: FriendApp, read: Read) -> AsyncIterator[Pilot[None]]:
    """The browser, open at the newest, and nothing counted yet."""
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await still(pilot)
        read.clear()
        yield pilot


def near_read(pilot: Pilot[None]) -> bool:
    shown = the_list(pilot)
    return not shown._reading and all(one in shown._windows for one in shown._near())


async def still(pilot: Pilot[None]) -> None:
    """Until what is seen has been read, and what is beside it."""
    await wait_until(pilot, lambda: near_read(pilot) and the_list(pilot).chosen is not None)


async def test_at_the_start_only_what_is_shown_is_read(app: FriendApp, much: Read) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.app.workers.wait_for_complete()
        assert much.rows + much.numbers < 300
        assert not [one for one in much.statements if "ORDER BY day DESC, id DESC" in one]
        much.clear()
        await opened(pilot)
        await still(pilot)
        assert much.rows + much.numbers <= SEEN_AND_BESIDE + FEW


async def test_moving_about_reads_windows(app: FriendApp, much: Read) -> None:
    async with browsing(app, much) as pilot:
        shown = the_list(pilot)
        await pilot.press(*["down"] * 20)
        assert (shown.cursor, much.rows, much.numbers, much.statements) == (20, 0, 0, [])
        pages = 30
        for _ in range(pages):
            await pilot.press("pagedown")
            await still(pilot)
        windows = shown.cursor // WINDOW + 2
        assert WINDOW < much.rows <= windows * WINDOW
        assert much.numbers <= windows * (WINDOW + 1)
        for key, cursor in (("end", MANY - 1), ("home", 0)):
            much.clear()
            await pilot.press(key)
            await still(pilot)
            assert shown.cursor == cursor
            assert much.rows + much.numbers <= SEEN_AND_BESIDE + FEW
        assert len(shown._windows) <= MOST_WINDOWS


async def test_what_comes_next_is_there_before_one_gets_there(app: FriendApp, much: Read) -> None:
    async with browsing(app, much) as pilot:
        shown = the_list(pilot)
        for _ in range(10):
            await still(pilot)
            await pilot.press("pagedown")
            assert shown.chosen is not None
            assert all(row // WINDOW in shown._windows for row in range(shown.cursor - 20, shown.cursor))


@pytest.mark.parametrize("where", [0.25, 0.5, 0.9])
async def test_a_jump_of_the_scrollbar_reads_where_it_ends(app: FriendApp, much: Read, where: float) -> None:
    async with browsing(app, much) as pilot:
        shown = the_list(pilot)
        for jump in (0.1, 0.7, where):
            shown.scroll_to(y=int(MANY * jump), animate=False)
        await pilot.pause()
        await wait_until(pilot, lambda: near_read(pilot))
        assert WINDOW <= much.rows <= SEEN_AND_BESIDE
        top = shown._at(int(MANY * where))
        assert top is not None
        assert top.id == MANY - int(MANY * where)


async def listed_as(pilot: Pilot[None], wanted: Wanted) -> MemoryList:
    """Until what is `wanted` is listed, and what is seen of it read."""
    shown = the_list(pilot)
    await wait_until(pilot, lambda: shown.listing.wanted == wanted)
    await still(pilot)
    return shown


async def test_kinds_and_states_are_counted_and_a_window_of_them_read(app: FriendApp, much: Read) -> None:
    async with browsing(app, much) as pilot:
        await pilot.press("right")
        wanted = Wanted()
        for key, change in (
            ("k", {"kind": Kind.TURN}),
            ("s", {"standing": Standing.ALIVE}),
            ("o", {"order": Order.OLDEST}),
        ):
            wanted = replace(wanted, **change)
            much.clear()
            await pilot.press(key)
            assert (await listed_as(pilot, wanted)).listing.count == MANY
            assert WINDOW <= much.rows <= SEEN_AND_BESIDE // 2
            assert much.rows + much.numbers <= SEEN_AND_BESIDE + FEW


async def test_other_orders_read_the_words_of_windows_only(app: FriendApp, much: Read) -> None:
    """These need the numbers of all that they list, eight bytes each, once."""
    async with browsing(app, much) as pilot:
        await pilot.press("right")
        for order in (Order.OLDEST, Order.WEAKEST, Order.STRONGEST, Order.RECALLED, Order.NEWEST):
            much.clear()
            await pilot.press("o")
            await listed_as(pilot, Wanted(order=order))
            assert WINDOW <= much.rows <= SEEN_AND_BESIDE // 2
            once = 0 if order in (Order.OLDEST, Order.NEWEST) else MANY
            assert once <= much.numbers <= once + FEW + SEEN_AND_BESIDE
        await pilot.press("o", "o")
        await listed_as(pilot, Wanted(order=Order.WEAKEST))
        much.clear()
        await pilot.press("end")
        await still(pilot)
        assert much.numbers <= FEW


@pytest.mark.parametrize(("typed", "count"), [("heron", MANY // 1000), ("吃火", MANY // 1000), ("river", MANY)])
async def test_a_search_reads_the_words_of_windows_only(app: FriendApp, much: Read, typed: str, count: int) -> None:
    async with browsing(app, much) as pilot:
        await pilot.press("slash")
        await type_text(pilot, typed)
        assert (await listed_as(pilot, Wanted(typed))).listing.count == count
        assert WINDOW <= much.rows <= SEEN_AND_BESIDE // 2
        assert much.numbers <= count + FEW


async def test_one_memory_is_opened_without_its_neighbours(app: FriendApp, much: Read) -> None:
    async with browsing(app, much) as pilot:
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen.query_one("MemoryDetail").display)
        await wait_until(pilot, lambda: "Thing" in str(bank_of(pilot).memory(MANY).query))
        assert 0 < much.rows < 100
