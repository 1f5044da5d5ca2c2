"""What is typed once somebody else is chosen is theirs, whatever the leaving of the first has to wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.widgets import OptionList

from siliconfriend.beside import UNSENT
from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.places import Places
from siliconfriend.reply import Reply
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.arrivals import Found
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.first_run import FirstRunScreen
from siliconfriend.tui.screens.profiles import ProfilesScreen
from siliconfriend.tui.unsent import Unsent
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import Clock, ScriptedCore, ScriptedModel, say, screen_text, wait_until
from tests.tui.test_sending_early import burst

TURNS_OF_THE_LOOP = 10


class Gate:
    """A step of leaving that takes as long as a test wants."""

    def __init__(self) -> None:
        self.shut, self.reached = False, threading.Event()
        self._opened = threading.Event()

    def pass_through(self) -> None:
        if self.shut:
            self.reached.set()
            self._opened.wait(30)

    def open(self) -> None:
        self.shut = False
        self._opened.set()


@pytest.fixture(params=["reply", "unsent", "found"])
def gate(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """The last words are stored, the draft is kept, or the memory is closed, when it opens."""
    gate = Gate()
    where: dict[str, tuple[type, str]] = {
        "reply": (Reply, "_remember"),
        "unsent": (Unsent, "keep"),
        "found": (Found, "close"),
    }
    owner, name = where[request.param]
    step = getattr(owner, name)

    def slowly(*args: Any) -> object:
        gate.pass_through()
        return step(*args)

    monkeypatch.setattr(owner, name, slowly)
    yield gate
    gate.open()


@pytest.fixture
def bea(core: ScriptedCore, emily: Profile, clock: Clock) -> Profile:
    return core.profiles().create("Bea", Language.EN, clock())


@pytest.fixture
def app(core: ScriptedCore, bea: Profile) -> FriendApp:
    return FriendApp(core, "Emily")


def here(app: FriendApp) -> str:
    room = app.conversation
    return room.companion.bank.profile.name if room is not None and room.companion is not None else ""


async def a_while(pilot: Pilot[None]) -> None:
    for _ in range(TURNS_OF_THE_LOOP):
        await pilot.pause()


async def in_the_middle(pilot: Pilot[None], app: FriendApp, model: ScriptedModel) -> ChatScreen:
    """Emily's, while a reply to her comes."""
    model.replies.append(["Half a", asyncio.Event()])
    await wait_until(pilot, lambda: here(app) == "Emily")
    await say(pilot, "hello")
    await wait_until(pilot, lambda: "Half a" in screen_text(app))
    assert isinstance(app.screen, ChatScreen)
    return app.screen


async def the_list(pilot: Pilot[None], app: FriendApp) -> None:
    await pilot.press("ctrl+o")
    await wait_until(pilot, lambda: isinstance(app.screen, ProfilesScreen))
    await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count > 1)


async def choose(pilot: Pilot[None], app: FriendApp, written: str) -> None:
    await the_list(pilot, app)
    burst(app, *written, "enter")


async def typed_one_by_one(pilot: Pilot[None], app: FriendApp, text: str) -> None:
    for letter in text:
        burst(app, {" ": "space", "\n": "enter"}.get(letter, letter))
        await pilot.pause()


async def test_words_typed_while_the_last_ones_are_stored_are_theirs(
    app: FriendApp, model: ScriptedModel, emily: Profile, home: Places, gate: Gate
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await in_the_middle(pilot, app, model)
        gate.shut = True
        await choose(pilot, app, "Bea")
        await wait_until(pilot, gate.reached.is_set)
        await typed_one_by_one(pilot, app, "words for")
        app.post_message(Paste(" Bea"))
        await a_while(pilot)
        gate.open()
        await wait_until(pilot, lambda: here(app) == "Bea")
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "words for Bea")
    assert not (home.profiles / emily.id / UNSENT).exists()


async def test_and_are_sent_to_them(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile, bea: Profile, gate: Gate
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await in_the_middle(pilot, app, model)
        gate.shut = True
        await choose(pilot, app, "Bea")
        await wait_until(pilot, gate.reached.is_set)
        await typed_one_by_one(pilot, app, "for Bea\nmore")
        gate.open()
        await wait_until(pilot, lambda: here(app) == "Bea")
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "more")
        await wait_until(pilot, lambda: len(model.prompts) == 2)
    said = {}
    for who in (emily, bea):
        bank = core.profiles().open(who)
        said[who.name] = [turn.query for turn in bank.turns()]
        bank.close()
    assert said == {"Emily": ["hello"], "Bea": ["for Bea"]}


async def test_words_for_whoever_was_just_met_are_theirs(
    app: FriendApp, model: ScriptedModel, emily: Profile, home: Places, gate: Gate
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await in_the_middle(pilot, app, model)
        await choose(pilot, app, "Cid")
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        gate.shut = True
        await pilot.press("enter", "enter")
        await wait_until(pilot, gate.reached.is_set)
        await typed_one_by_one(pilot, app, "words for Cid")
        await a_while(pilot)
        gate.open()
        await wait_until(pilot, lambda: here(app) == "Cid")
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "words for Cid")
    assert not (home.profiles / emily.id / UNSENT).exists()


async def test_words_typed_while_somebody_is_deleted_are_for_whoever_comes_then(
    app: FriendApp, model: ScriptedModel, gate: Gate
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await in_the_middle(pilot, app, model)
        gate.shut = True
        await the_list(pilot, app)
        burst(app, "ctrl+d")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, gate.reached.is_set)
        await typed_one_by_one(pilot, app, "and now")
        gate.open()
        await wait_until(pilot, lambda: here(app) == "Bea")
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "and now")


async def test_letters_on_their_way_are_for_whoever_is_to_be_met(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: here(app) == "Emily")
        room = app.screen
        room.query_one(Composer).write("firs")
        room.query_one(Composer).post_message(Key("t", "t"))
        app.meet("Cid")
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen) and app.screen.is_mounted)
        burst(app, "enter", "enter")
        await wait_until(pilot, lambda: here(app) == "Cid")
        assert app.screen.query_one(Composer).text == "first"


async def test_to_quit_meanwhile_waits_for_the_words_that_would_be_lost(
    app: FriendApp, model: ScriptedModel, bea: Profile, home: Places, gate: Gate
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await in_the_middle(pilot, app, model)
        gate.shut = True
        await choose(pilot, app, "Bea")
        await wait_until(pilot, gate.reached.is_set)
        await typed_one_by_one(pilot, app, "for Bea")
        burst(app, "ctrl+q")
        await a_while(pilot)
        assert not app._quitting
        gate.open()
        await wait_until(pilot, lambda: not app.is_running or isinstance(app.screen, ConfirmScreen))
        if app.is_running:  # their memory is not open yet: nothing would keep the words
            burst(app, "escape")
            await wait_until(pilot, lambda: here(app) == "Bea")
            assert app.screen.query_one(Composer).text == "for Bea"
            burst(app, "ctrl+q")
            await wait_until(pilot, lambda: not app.is_running)
    assert (home.profiles / bea.id / UNSENT).read_text() == "for Bea"
