"""Under a reply stands why a memory came to mind; one that was out of place is lowered, or never recalled again."""

from __future__ import annotations

from functools import partial

import pytest

from siliconfriend.memory.records import TurnState
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser.memory_detail import MemoryDetail
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.recalled_piece import RecalledPiece
from tests.tui.browser.conftest import bank_of
from tests.tui.scripted import ScriptedCore, ready, say, screen_text, wait_until

pytestmark = pytest.mark.usefixtures("past")


async def test_why_and_what_one_thinks_of_it(app: FriendApp) -> None:
    async with app.run_test(size=(140, 50)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+n")
        await say(pilot, "What is my cat called?")
        await wait_until(pilot, lambda: app.screen.query(MemoryLine))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: isinstance(app.focused, RecalledPiece))
        await wait_until(
            pilot, lambda: "same words" in screen_text(app) and "count it for less" in screen_text(app)
        )
        piece = app.focused
        assert isinstance(piece, RecalledPiece)
        memory = piece._one.memory.id

        def counts_for(factor: float) -> bool:
            return bank_of(pilot).known(memory).factor == factor

        await pilot.press("delete")
        await wait_until(pilot, lambda: "half as much" in screen_text(app))
        assert bank_of(pilot).known(memory).factor == 0.5
        assert "^Z take back" in screen_text(app)
        await pilot.press("ctrl+x")
        await wait_until(pilot, lambda: "Never recalled" in screen_text(app))
        assert bank_of(pilot).known(memory).factor == 0
        for factor in (0.5, 1):
            await pilot.press("ctrl+z")
            await wait_until(pilot, lambda: "as it did before" in screen_text(app))
            await wait_until(pilot, partial(counts_for, factor))
        assert "^Z" not in screen_text(app)
        await pilot.press("ctrl+x")
        await wait_until(pilot, lambda: "Never recalled" in screen_text(app))
        await pilot.press("h")
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "h")
        assert "/sent shows, word for word" in " ".join(str(one.render()) for one in app.screen.query("#to-sent"))
        piece.focus()
        await pilot.press("enter")
        await wait_until(pilot, lambda: (open_ := app.screen.query(MemoryDetail)) and open_.first().known)
        await wait_until(pilot, lambda: "because you said so" in screen_text(app))
        assert "Never recalled from now on" in screen_text(app)
        await pilot.press("n")
        await wait_until(pilot, lambda: "like any other again" in screen_text(app))
        assert "Never recalled from now on" not in screen_text(app)


async def test_the_keys_of_a_piece_longer_than_the_window_are_in_sight(app: FriendApp, core: ScriptedCore) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        bank, now = bank_of(pilot), core.clock()
        long = "\n".join(f"Line {n} of a long answer about the zeppelin." for n in range(60))
        for about in ("blue", "red"):
            turn = bank.ask(bank.begin_conversation(now), f"I saw a {about} zeppelin.", now)
            bank.answer(turn.id, long, state=TurnState.FINISHED, now=now, model="scripted")
        await pilot.press("ctrl+n")
        await say(pilot, "Tell me of the zeppelin")
        await wait_until(pilot, lambda: app.screen.query(MemoryLine))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: "count it for less" in screen_text(app))
        first = app.focused
        await pilot.press("down")
        await wait_until(pilot, lambda: app.focused is not first and "count it for less" in screen_text(app))
        assert isinstance(app.focused, RecalledPiece)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.focused, Composer))
        assert "count it for less" not in screen_text(app)


async def test_a_piece_that_goes_before_it_has_come_into_sight_stays_away(app: FriendApp) -> None:
    async with app.run_test(size=(140, 50)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+n")
        await say(pilot, "What is my cat called?")
        await wait_until(pilot, lambda: app.screen.query(MemoryLine))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: isinstance(app.focused, RecalledPiece))
        piece = app.focused
        assert isinstance(piece, RecalledPiece)
        piece.say("what came of a key")
        await piece.remove()
        await pilot.pause()
        assert not piece.is_attached
        assert app.is_running


@pytest.mark.parametrize("plain", [False, True])
async def test_how_well_it_fits_in_all_is_a_figure(app: FriendApp, *, plain: bool) -> None:
    async with app.run_test(size=(140, 50)) as pilot:
        app.set_class(plain, "-plain")
        await ready(pilot)
        await pilot.press("ctrl+n")
        await say(pilot, "What is my cat called?")
        await wait_until(pilot, lambda: app.screen.query(MemoryLine))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: isinstance(app.focused, RecalledPiece))
        piece = app.focused
        assert isinstance(piece, RecalledPiece)
        assert 0 < piece._one.score < 1
        await wait_until(
            pilot, lambda: f"How well it fits: {round(100 * piece._one.score)} of 100" in screen_text(app)
        )
