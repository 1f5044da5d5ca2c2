"""The app over a real memory in a home of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Profile
from siliconfriend.places import Places, places
from siliconfriend.settings import InterfaceSettings, MemorySettings, ReflectionSettings, Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.arrivals import Found
from tests.tui.contrast import faint_words
from tests.tui.quicker import parse_styles_once, wait_less
from tests.tui.scripted import Clock, ScriptedCore, ScriptedModel

wait_less()
parse_styles_once()


@pytest.fixture
def snap_compare(snap_compare: Callable[..., bool]) -> Callable[..., bool]:
    """The plugin's; every screen that is compared is one whose words can be read."""

    def compare(app: FriendApp, *, run_before: Callable[[Pilot[None]], Awaitable[None]], **more: object) -> bool:
        async def looked(pilot: Pilot[None]) -> None:
            await run_before(pilot)
            for field in (*app.screen.query(Input), *app.screen.query(TextArea)):
                field.cursor_blink = False  # a cursor that is hidden just now would be another picture
            await pilot.pause()
            faint.extend(faint_words(app.screen))

        faint: list[str] = []
        same = snap_compare(app, run_before=looked, **more)
        assert not faint, "\n".join(faint)
        return same

    return compare


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """The program's folders, empty."""
    monkeypatch.setenv("SILICONFRIEND_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.delenv("COLORFGBG", raising=False)
    return places()


@pytest.fixture
def clock() -> Clock:
    """Tuesday noon."""
    return Clock(datetime(2026, 5, 12, 12, 0, tzinfo=UTC))


@pytest.fixture
def model() -> ScriptedModel:
    """Says what a test puts into `replies`."""
    return ScriptedModel()


@pytest.fixture
def settings() -> Settings:
    """No embedder, no greeting, English until a profile says otherwise."""
    return Settings(
        memory=MemorySettings(embedder="none"),
        interface=InterfaceSettings(theme="dark"),
        reflection=ReflectionSettings(greeting=False),
    )


@pytest.fixture
def core(home: Places, settings: Settings, clock: Clock, model: ScriptedModel) -> ScriptedCore:
    """The program."""
    return ScriptedCore(settings, home, clock, model)


@pytest.fixture
def emily(home: Places, clock: Clock) -> Profile:
    """Somebody who is known."""
    return Profiles(home.profiles).create("Emily", Language.EN, clock())


@pytest.fixture
def app(core: ScriptedCore, emily: Profile) -> FriendApp:
    """The app, with Emily known."""
    return FriendApp(core)


@pytest.fixture
def remember(core: ScriptedCore, clock: Clock) -> Callable[..., None]:
    """Store finished turns of a profile, as if they had been said earlier."""
    from siliconfriend.memory.records import TurnState

    def store(profile: Profile, *said: tuple[str, str]) -> None:
        bank = core.profiles().open(profile)
        conversation = bank.begin_conversation(clock())
        for query, response in said:
            turn = bank.ask(conversation, query, clock())
            bank.answer(turn.id, response, state=TurnState.FINISHED, now=clock(), model="scripted")
        bank.close()

    return store


@pytest.fixture
def fill_disk(core: ScriptedCore, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, SQLite finds no room for another page of any open profile."""
    opened: list[Bank] = []
    open_ = core.open

    def noted(profile: Profile) -> Found:
        found = open_(profile)
        opened.append(found.bank)
        return found

    monkeypatch.setattr(core, "open", noted)

    def fill() -> None:
        for bank in opened:
            with bank._database.reading() as db:
                pages = db.execute("PRAGMA page_count").fetchone()[0]
                free = db.execute("PRAGMA freelist_count").fetchone()[0]
                db.execute(f"PRAGMA max_page_count = {pages}")
                assert not free

    return fill
