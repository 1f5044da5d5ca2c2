"""Keys that come all at once while a screen still reads what it shows: they wait, and act on that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Profile
from siliconfriend.models.offers import Kind, Offer
from siliconfriend.places import Places
from siliconfriend.tui import in_order
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser.browser import MemoryBrowser
from siliconfriend.tui.browser.memory_detail import MemoryDetail
from siliconfriend.tui.finding.place import PlaceScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.profiles import ProfilesScreen
from siliconfriend.tui.timeline.heat_map import HeatMap
from siliconfriend.tui.timeline.screen import TimelineScreen
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.turn_view import TurnView
from tests.tui.scripted import Clock, ScriptedCore, ready, wait_until


class Reading:
    """Something that is read in a thread, held up until a test lets it go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.begun, self.let_go = Event(), Event()

    def hold(self, owner: Any, name: str) -> None:
        """From now on."""
        read = getattr(owner, name)

        def slowly(*args: Any, **more: Any) -> Any:
            self.begun.set()
            self.let_go.wait(10)
            return read(*args, **more)

        self._monkeypatch.setattr(owner, name, slowly)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reading]:
    """Nothing is held up yet; at the end nothing is any more."""
    held = Reading(monkeypatch)
    yield held
    held.let_go.set()


@pytest.fixture
def app(core: ScriptedCore, emily: Profile) -> FriendApp:
    """With Emily, whoever else is known."""
    return FriendApp(core, emily.name)


async def typed(pilot: Pilot[None], reading: Reading, *keys: str) -> None:
    """All of `keys` before any of them is handled, and before what is held up goes on."""
    for key in keys:
        pilot.app.post_message(Key(key, " " if key == "space" else key if len(key) == 1 else None))
    await wait_until(pilot, reading.begun.is_set)
    await pilot.pause()
    reading.let_go.set()


async def test_somebody_is_chosen_whom_nobody_had_read_yet(
    app: FriendApp, home: Places, clock: Clock, reading: Reading
) -> None:
    Profiles(home.profiles).create("Zoe", Language.EN, clock())
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        reading.hold(Profiles, "list")
        await typed(pilot, reading, "ctrl+o", "down", "enter", "h", "i", "enter")
        await wait_until(pilot, lambda: [one.query_text for one in app.screen.query(TurnView)] == ["hi"])
        assert app.conversation is not None
        assert app.conversation.bank.profile.name == "Zoe"


async def test_letters_go_into_the_field_before_the_arrow_that_follows_them(
    app: FriendApp, home: Places, clock: Clock, reading: Reading
) -> None:
    for name in ("Zoe", "Zora"):
        Profiles(home.profiles).create(name, Language.EN, clock())
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        reading.hold(Profiles, "list")
        await typed(pilot, reading, "ctrl+o", "z", "o", "down", "enter")
        await wait_until(pilot, lambda: here(app) == "Zora")


async def test_a_model_is_chosen_that_was_still_looked_for(
    app: FriendApp, core: ScriptedCore, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    core.offered = [Offer(Kind.WEIGHTS, "one"), Offer(Kind.WEIGHTS, "two")]
    chosen: list[object] = []
    monkeypatch.setattr(ChatScreen, "_take_offer", lambda _, offer: chosen.append(offer))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        reading.hold(ScriptedCore, "offers")
        await typed(pilot, reading, *"/model", "enter", "t", "w", "enter")
        await wait_until(pilot, lambda: chosen == [core.offered[1]])


@pytest.mark.parametrize("width", [80, 140])
async def test_a_memory_is_opened_that_was_not_read_yet(
    app: FriendApp, emily: Profile, remember: Callable[..., None], reading: Reading, width: int
) -> None:
    remember(emily, *[(f"number {number}", "yes") for number in range(3)])
    async with app.run_test(size=(width, 30)) as pilot:
        await ready(pilot)
        reading.hold(Bank, "listed")
        await typed(pilot, reading, "f6", "down", "enter", "f")
        browser = await open_browser(pilot)
        await wait_until(pilot, lambda: known(browser) == ("number 1", "faded"))


async def test_what_is_looked_for_is_found_before_it_is_opened(
    app: FriendApp, emily: Profile, remember: Callable[..., None], reading: Reading
) -> None:
    remember(emily, *[(f"number {number}", "yes") for number in range(3)])
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        reading.hold(Bank, "listing")
        await typed(pilot, reading, "f6", "0", "enter")
        browser = await open_browser(pilot)
        await wait_until(pilot, lambda: known(browser) == ("number 0", "alive"))


async def test_a_day_is_turned_to_from_the_one_that_is_shown(
    app: FriendApp, emily: Profile, remember: Callable[..., None], clock: Clock, reading: Reading
) -> None:
    remember(emily, ("before", "yes"))
    clock.pass_days(2)
    remember(emily, ("then", "yes"))
    clock.pass_days(2)
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        reading.hold(Bank, "talked_next")
        await typed(pilot, reading, "f10", "comma", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen))
        assert isinstance(app.screen_stack[-2], TimelineScreen)
        assert app.screen_stack[-2].query_one(HeatMap).chosen.day == 12


async def test_words_are_found_before_they_are_turned_to(
    app: FriendApp, emily: Profile, remember: Callable[..., None], reading: Reading
) -> None:
    remember(emily, ("tea in May", "yes"), ("coffee", "yes"), ("more tea", "yes"))
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        reading.hold(Bank, "find_said")
        await typed(pilot, reading, "ctrl+f", *"tea", "down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen))
        await wait_until(pilot, lambda: bool(app.screen.query(TurnView)))
        assert isinstance(app.screen, PlaceScreen)
        assert app.screen._turn == 1


async def test_a_setting_is_changed_that_was_still_read(
    app: FriendApp, core: ScriptedCore, reading: Reading
) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        reading.hold(ScriptedCore, "stray_keys")
        await typed(pilot, reading, "f9", *"interface.plain", "right")
        await wait_until(pilot, lambda: core.settings.interface.plain)


async def test_escape_leaves_what_takes_long_and_takes_back_what_waits(
    app: FriendApp, home: Places, clock: Clock, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    Profiles(home.profiles).create("Zoe", Language.EN, clock())
    monkeypatch.setattr(in_order, "PATIENCE_SECONDS", 0)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        reading.hold(Profiles, "list")
        pilot.app.post_message(Key("ctrl+o", None))
        await wait_until(pilot, reading.begun.is_set)
        await wait_until(pilot, lambda: isinstance(app.screen, ProfilesScreen))
        await pilot.press("down", "enter", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        reading.let_go.set()
        await pilot.press("h", "i")
        assert app.screen.query_one(Composer).text == "hi"
        assert here(app) == "Emily"


def here(app: FriendApp) -> str:
    """Who is in the conversation."""
    room = app.conversation
    return room.bank.profile.name if room is not None and room.companion is not None else ""


async def open_browser(pilot: Pilot[None]) -> MemoryBrowser:
    """The memories, as soon as they are open."""
    await wait_until(pilot, lambda: bool(pilot.app.screen.query(MemoryBrowser)))
    return pilot.app.screen.query_one(MemoryBrowser)


def known(browser: MemoryBrowser) -> tuple[str, str]:
    """The memory that is open, and how it stands."""
    opened = browser.query_one(MemoryDetail).known
    return (opened.memory.query, opened.memory.state.value) if opened is not None else ("", "")
