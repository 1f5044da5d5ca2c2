"""Whoever is told to leave again while the last words are being stored stores them all the same."""

from __future__ import annotations

import asyncio
import signal
import threading

import pytest
from textual.pilot import Pilot

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile, TurnState
from siliconfriend.reply import Reply
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from tests.tui.scripted import Clock, ScriptedCore, ScriptedModel, ready, say, screen_text, wait_until

TURNS_OF_THE_LOOP = 30


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A disk that stores the end of a reply when it is set."""
    there, remember = threading.Event(), Reply._remember

    def slowly(reply: Reply, state: TurnState) -> None:
        there.wait(30)
        remember(reply, state)

    monkeypatch.setattr(Reply, "_remember", slowly)
    return there


async def in_the_middle(pilot: Pilot[None], model: ScriptedModel) -> ChatScreen:
    model.replies.append(["Half a", asyncio.Event()])
    await ready(pilot)
    await say(pilot, "hello")
    await wait_until(pilot, lambda: "Half a" in screen_text(pilot.app))
    assert isinstance(pilot.app.screen, ChatScreen)
    return pilot.app.screen


async def a_while(pilot: Pilot[None]) -> None:
    for _ in range(TURNS_OF_THE_LOOP):
        await pilot.pause()


def stored(core: ScriptedCore, who: Profile) -> list[tuple[str, TurnState]]:
    bank = core.profiles().open(who)
    turns = [(turn.response, turn.state) for turn in bank.turns()]
    bank.close()
    return turns


async def test_somebody_else_is_chosen_twice(
    app: FriendApp, core: ScriptedCore, emily: Profile, model: ScriptedModel, clock: Clock, disk: threading.Event
) -> None:
    async with app.run_test() as pilot:
        room = await in_the_middle(pilot, model)
        tom = core.profiles().create("Tom", Language.EN, clock())
        for _ in range(2):
            app.welcome(tom)
            await a_while(pilot)
        disk.set()
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and app.screen is not room)
        await ready(pilot)
        assert len(app.screen_stack) == 2
    assert stored(core, emily) == [("Half a", TurnState.STOPPED)]


async def test_closed_at_once(
    app: FriendApp, core: ScriptedCore, emily: Profile, model: ScriptedModel, disk: threading.Event
) -> None:
    async with app.run_test() as pilot:
        room = await in_the_middle(pilot, model)
        app._quit(True)
        await a_while(pilot)
        await app.action_quit()
        await a_while(pilot)
        disk.set()
    await room.leave()
    assert stored(core, emily) == [("Half a", TurnState.STOPPED)]


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there is no such signal here")
async def test_a_closed_window_tells_it_twice(
    app: FriendApp, core: ScriptedCore, emily: Profile, model: ScriptedModel, disk: threading.Event
) -> None:
    async with app.run_test() as pilot:
        await in_the_middle(pilot, model)
        for _ in range(2):
            app.told_to_end(signal.SIGHUP)
            await a_while(pilot)
        assert app.is_running
        disk.set()
        await wait_until(pilot, lambda: not app.is_running)
    assert app.exit_code == 128 + signal.SIGHUP
    assert stored(core, emily) == [("Half a", TurnState.STOPPED)]
