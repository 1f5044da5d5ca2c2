"""What was deleted is gone from under the replies that remembered it, too; undone, it is there again."""

from __future__ import annotations

from functools import partial

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser import deleting, held_key
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.screens.forget import ForgetScreen
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.recalled_piece import RecalledPiece
from tests.tui.scripted import answered, ready, say, screen_text, wait_until
from tests.tui.test_swept_soon import browse


async def remembered(pilot: Pilot[None]) -> None:
    """Two turns of one conversation are remembered in the next."""
    await ready(pilot)
    await say(pilot, "My heron is called Biscuit")
    await answered(pilot, 1)
    await say(pilot, "My other heron is called Momo")
    await answered(pilot, 2)
    await pilot.press("ctrl+n")
    await say(pilot, "What is my heron called?")
    await answered(pilot, 3)
    await wait_until(pilot, lambda: pilot.app.screen.query(MemoryLine))
    assert len(pilot.app.screen.query_one(MemoryLine).ids) == 2


async def forget(pilot: Pilot[None], name: str, *, left: int) -> None:
    """Until the name is not on the screen, and so many memories are under replies."""
    await say(pilot, f"/forget {name}")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ForgetScreen))
    await pilot.press("tab", "down", "enter")
    await wait_until(pilot, lambda: name not in screen_text(pilot.app))
    await wait_until(pilot, lambda: sum(len(line.ids) for line in pilot.app.screen.query(MemoryLine)) == left)


@pytest.mark.parametrize("opened", [False, True])
async def test_what_is_forgotten(app: FriendApp, opened: bool) -> None:
    async with app.run_test(size=(100, 60)) as pilot:
        await remembered(pilot)
        if opened:
            app.screen.query_one(MemoryLine).action_open()
            await wait_until(pilot, lambda: isinstance(app.focused, RecalledPiece))
        await forget(pilot, "Biscuit", left=1)
        await pilot.pause()
        assert isinstance(app.focused, Composer)  # the pieces that are left did not take the keys
        await forget(pilot, "Momo", left=0)


async def test_what_is_deleted_in_the_browser(app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting, "UNDO_SECONDS", 0.01)
    async with app.run_test(size=(160, 60)) as pilot:
        await remembered(pilot)
        await browse(pilot, 1)
        await pilot.press("right", "d", "d")
        await wait_until(pilot, lambda: len(app.screen.query_one(MemoryLine).ids) == 1)
        await wait_until(pilot, lambda: "Momo" not in screen_text(app))


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("rows", [[1], [1, 1]], ids=["one", "all"])
async def test_what_is_deleted_and_brought_back_stands_there_again(
    app: FriendApp, opened: bool, rows: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_key, "PAUSE_SECONDS", 0.0)
    async with app.run_test(size=(160, 60)) as pilot:
        await remembered(pilot)
        line = app.screen.query_one(MemoryLine)
        if opened:
            line.action_open()
            await wait_until(pilot, lambda: isinstance(app.focused, RecalledPiece))
            await pilot.press("escape")
        before, summary = line.ids, shown(line)
        await browse(pilot, 1)
        for left in reversed(range(2 - len(rows), 2)):
            await pilot.press("delete", "delete")
            await wait_until(pilot, partial(shows, line, left))
            assert line.display == bool(left)
            await wait_until(pilot, lambda: app.screen.query_one(MemoryList).chosen is not None)
        for _ in rows:
            await pilot.press("ctrl+z")
        await wait_until(pilot, lambda: line.is_attached and line.ids == before)
        assert line.display
        assert shown(line) == summary
        assert len(line.query(RecalledPiece)) == (2 if opened else 0)


def shown(line: MemoryLine) -> str:
    return str(line.query_one("#summary", Static).content)


def shows(line: MemoryLine, count: int) -> bool:
    return len(line.ids) == count
