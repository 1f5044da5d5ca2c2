"""A life to look back on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Profile, TurnState
from siliconfriend.tui.browser.browser import MemoryBrowser
from siliconfriend.tui.browser.memory_detail import MemoryDetail
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.screens.chat import ChatScreen
from tests.tui.scripted import Clock, ScriptedCore, ready, wait_until

TOLD = [
    ("My cat is called Miso.", "A lovely name."),
    ("I moved to Leeds in March.", "How is it there?"),
    ("I run by the river every Sunday.", "Good for you."),
    ("我们周末去吃火锅。", "听起来不错。"),
    ("My sister plays the cello.", "How lovely."),
]


@pytest.fixture
def past(core: ScriptedCore, emily: Profile, clock: Clock) -> None:
    """A turn a day for some days, and a note."""
    bank = core.profiles().open(emily)
    conversation = bank.begin_conversation(clock())
    for query, response in TOLD:
        turn = bank.ask(conversation, query, clock())
        bank.answer(turn.id, response, state=TurnState.FINISHED, now=clock(), model="scripted")
        clock.pass_days(1)
    bank.remember("Buy a birthday present", clock())
    bank.close()


Open = Callable[[Pilot[None]], object]


def bank_of(pilot: Pilot[None]) -> Bank:
    """The memory behind the screen."""
    chat = next(screen for screen in pilot.app.screen_stack if isinstance(screen, ChatScreen))
    return chat.bank


def the_list(pilot: Pilot[None]) -> MemoryList:
    return pilot.app.screen.query_one(MemoryList)


def listed(pilot: Pilot[None]) -> list[str]:
    """What the list holds, whether it is in sight or not."""
    shown = the_list(pilot)
    return [one.query if (one := shown._at(row)) else "" for row in range(shown.listing.count)]


async def opened(pilot: Pilot[None]) -> MemoryBrowser:
    """The browser, read."""
    await ready(pilot)
    await pilot.press("f6")
    await wait_until(pilot, lambda: pilot.app.screen.query(MemoryList))
    await wait_until(pilot, lambda: the_list(pilot).chosen is not None)
    return pilot.app.screen.query_one(MemoryBrowser)


async def seen_whole(pilot: Pilot[None]) -> MemoryDetail:
    """One memory, open."""
    await pilot.press("enter")
    detail = pilot.app.screen.query_one(MemoryDetail)
    await wait_until(pilot, lambda: detail.known is not None and detail.display)
    return detail
