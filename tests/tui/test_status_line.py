"""Which model answers and where words go stays in sight when there is little room."""

from __future__ import annotations

import pytest

from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.widgets.status_line import StatusLine
from tests.tui.scripted import ready, say, screen_text, wait_until


def told(app: FriendApp) -> str:
    row = app.screen.query_one(StatusLine).region.y
    return " ".join(screen_text(app).split("\n")[row].split())


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, "Emily · scripted · words stay on this machine 0 memories"),
        (54, "Emily · scripted · words stay on this machine"),
        (44, "scripted · words stay on this machine"),
    ],
)
async def test_what_matters_less_gives_way(app: FriendApp, width: int, shown: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.resize_terminal(width, 24)
        await wait_until(pilot, lambda: told(app) == shown)
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: "0 memories" in told(app))


async def test_what_is_going_on_stays(app: FriendApp) -> None:
    async with app.run_test(size=(50, 24)) as pilot:
        await ready(pilot)
        line = app.screen.query_one(StatusLine)
        line.show_activity("writing…")
        await wait_until(pilot, lambda: told(app).endswith("writing…"))


async def test_that_words_stay_here_is_said_once(app: FriendApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        assert "words stay on this machine" in told(app)
        await say(pilot, "/local-only")
        await wait_until(pilot, lambda: told(app).startswith("Emily · only here · scripted"))
        assert "words stay on this machine" not in told(app)
