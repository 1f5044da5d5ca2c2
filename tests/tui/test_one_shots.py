"""A timer on a machine that is busy elsewhere just then."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING

import textual._time

from tests.tui.scripted import wait_until

if TYPE_CHECKING:
    import pytest

    from siliconfriend.tui.app import FriendApp


async def test_what_is_to_happen_once_happens_when_its_time_is_over_at_once(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened = []
    clock, seconds = textual._time.get_time, count()

    def set_aside() -> float:
        task = asyncio.current_task()
        return next(seconds) if task is not None and task.get_name() == "late" else clock()

    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(textual._time, "get_time", set_aside)
        app.set_timer(0.005, lambda: happened.append("once"), name="late")
        await wait_until(pilot, lambda: happened)
