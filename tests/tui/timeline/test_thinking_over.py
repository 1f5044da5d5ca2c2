"""What is not written yet is written from the days and the portrait, which say by whom, and where words go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.agree import AgreeScreen
from siliconfriend.tui.timeline.screen import TimelineScreen
from tests.tui.scripted import ScriptedCore, ScriptedModel, ready, screen_text, wait_until

Remember = Callable[..., None]


@pytest.fixture(autouse=True)
def one_day(emily: Profile, remember: Remember) -> None:
    """Of which nothing is written yet."""
    remember(emily, ("I have a dog called Rex", "Lovely"))


async def sees(pilot: Pilot[None], *words: str) -> None:
    await wait_until(pilot, lambda: all(one in " ".join(screen_text(pilot.app).split()) for one in words))


async def test_it_is_asked_for_where_it_is_missing_and_seen_as_it_comes(
    app: FriendApp, model: ScriptedModel
) -> None:
    gate = asyncio.Event()
    model.destination = "api.example.com"
    model.replies = [("Emily has ", gate, "a dog."), ("Fond of Rex.",), ("A dog came.",), ("PORTRAIT: Kind.",)]
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await pilot.press("f10")
        await sees(pilot, "Not thought over yet. T has the day in brief written", "sent to api.example.com")
        await pilot.press("tab")
        await sees(
            pilot,
            "Nothing is written here yet",
            "T has what is missing here written",
            "scripted writes it",
            "T think over",
        )
        await pilot.press("t")
        await wait_until(pilot, lambda: isinstance(app.screen, AgreeScreen))
        assert not model.prompts
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, TimelineScreen))
        await sees(pilot, "Thinking over 12 May 2026 · 1/4")
        gate.set()
        await sees(pilot, "A dog came.", "Kind.")
        assert "Thinking" not in screen_text(app)
        await pilot.press("tab")
        await sees(pilot, "Emily has a dog.", "Fond of Rex.")
        assert "Not thought over yet" not in screen_text(app)


async def test_without_a_model_nothing_leaves_and_nothing_is_asked(core: ScriptedCore, emily: Profile) -> None:
    bank = core.profiles().open(emily)
    bank.choose(model="builtin")
    bank.close()
    app = FriendApp(core)
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await pilot.press("f10")
        await sees(pilot, "without a model, and nothing leaves this machine")
        await pilot.press("tab", "t")
        await sees(pilot, "put together from the days in brief")
        assert "T has what is missing here written" not in screen_text(app)
