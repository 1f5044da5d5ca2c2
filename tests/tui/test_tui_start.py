"""The first frame waits for nothing heavy, and a memory wakes behind it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date
from functools import partial

import pytest
from textual.events import Key, Paste

from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.memory.new import NewTurn
from siliconfriend.memory.records import MemoryBankError, Profile
from siliconfriend.memory.store.glimpse import Glimpse
from siliconfriend.settings import ForgettingSettings, MemorySettings, Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.threshold import Threshold
from siliconfriend.tui.start import _until_left
from siliconfriend.tui.visiting import Visiting
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.memory_line import MemoryLine
from tests.tui.scripted import Clock, ScriptedCore, ready, screen_text, type_text, wait_until

LATER = (
    *("numpy", "openai", "httpx", "sqlite3", "sqlite_utils", "tokenizers", "torch", "markdown_it", "click"),
    *("textual.widgets._text_area", "siliconfriend.tui.screens.chat", "siliconfriend.memory.records"),
)


def test_importing_the_app_loads_nothing_that_can_wait() -> None:
    code = f"import sys, siliconfriend.tui.app; print(*(name for name in {LATER} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


async def test_what_is_typed_before_the_conversation_is_there_is_not_lost(
    app: FriendApp, core: ScriptedCore, emily: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(core.profiles().open(emily)) as bank:
        past = NewTurn(bank.begin_conversation(core.clock()), date(2026, 5, 1), "I moved to Leeds.", "How is it?")
        bank.dialogue.add_past(past, UTC)
    monkeypatch.setattr(Visiting, "on_ready", lambda _: None)
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.screen, Threshold)
        first = screen_text(app)
        await type_text(pilot, "My cat is")
        app.post_message(Paste(" called "))
        await type_text(pilot, "M o")
        await app.go_in()
        await type_text(pilot, " mo")
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "My cat is called M o mo")
        await ready(pilot)
        await pilot.press("ctrl+u")
        same = zip(first.splitlines(), screen_text(app).splitlines(), strict=True)
        assert [old for old, new in same if old != new and old.strip() and "opening" not in old] == []


async def test_what_is_typed_while_going_in_comes_after_what_was_typed_before(
    app: FriendApp, core: ScriptedCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, looking, go_on = core.glimpse, threading.Event(), threading.Event()

    def look_slowly(name: str | None) -> Glimpse | None:
        looking.set()
        go_on.wait(10)
        return look(name)

    monkeypatch.setattr(core, "glimpse", look_slowly)
    monkeypatch.setattr(Visiting, "on_ready", lambda _: None)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "one ")
        app.call_later(app.go_in)
        await asyncio.to_thread(looking.wait, 10)
        for char in "two":
            app.post_message(Key(char, char))
        go_on.set()
        await wait_until(pilot, lambda: app.screen.query(Composer))
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "one two")


LOOK = """
import sys
from siliconfriend.places import places
from siliconfriend.settings import Settings
from siliconfriend.tui.core import Core
core = Core(Settings(), places())
seen = core.glimpse(None)
print(seen.profile.name, [turn.query for turn in seen.turns], "sqlite_utils" in sys.modules)
found = core.open(seen.profile)
print(found.turns == seen.turns, "siliconfriend.memory.dense" in sys.modules)
found.close()
"""


def test_the_last_turns_wait_for_little_and_the_memory_for_no_index(
    core: ScriptedCore, emily: Profile, clock: Clock, remember: Callable[..., None]
) -> None:
    core.profiles().create("Ada", emily.language, clock())
    clock.pass_days(1)
    remember(emily, *((f"thing {number}", "**Yes.**") for number in range(12)))
    bank = core.profiles().open(emily)
    bank.identity.open(clock())
    bank.close()
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        f"Emily {[f'thing {number}' for number in range(4, 12)]} False",
        "True False",
    ]


async def test_what_needs_more_than_a_look_is_left_to_opening(
    core: ScriptedCore, emily: Profile, clock: Clock, remember: Callable[..., None]
) -> None:
    remember(emily, ("from an old file", "Yes."))
    other = core.profiles().create("Ada", emily.language, clock())
    (core.places.profiles / other.id / "memory.sqlite3").write_bytes(b"not a database")
    assert core.glimpse(None) is None
    app = FriendApp(core)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: "from an old file" in screen_text(app))


async def test_what_faded_is_told_after_the_start(
    core: ScriptedCore, emily: Profile, clock: Clock, remember: Callable[..., None]
) -> None:
    core.settings = Settings(
        memory=MemorySettings(embedder="none"), forgetting=ForgettingSettings(tau_days=1, floor=0.5)
    )
    remember(emily, ("a passing remark", "Yes."), ("another one", "Yes."))
    clock.pass_days(30)
    app = FriendApp(core)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: "2 memories faded into the archive: 12 May 2026" in screen_text(app))
        assert "2 faded" in screen_text(app)
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: pilot.app.screen.query("#pieces"))
        assert "a passing remark" in screen_text(app)


async def test_a_process_of_its_own_does_not_look_for_garbage_in_what_was_loaded(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr("gc.freeze", lambda: kept.append("frozen"))
    monkeypatch.setattr("gc.set_threshold", lambda *_: None)
    app.owns_process = True
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert kept


async def test_an_app_among_others_leaves_garbage_to_its_process(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gc.freeze", lambda: pytest.fail("frozen"))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app._collect()


async def test_a_screen_that_broke_ends_with_a_code_of_its_own(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Visiting, "on_ready", breaks)
    monkeypatch.setattr(app, "run_async", partial(app.run_async, headless=True))
    assert await _until_left(app) == ExitCode.FAILED


async def test_nothing_faded_says_nothing(core: ScriptedCore, emily: Profile) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: "0 memories" in screen_text(app))
        assert not app.screen.query(MemoryLine)


async def test_a_memory_that_cannot_be_opened_is_a_sentence(
    core: ScriptedCore, emily: Profile, monkeypatch: object
) -> None:
    def refuse(profile: Profile) -> None:
        raise MemoryBankError("no_key")

    core.open = refuse  # type: ignore[method-assign,assignment]  # the program with a broken memory
    app = FriendApp(core)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: "No API key was found." in screen_text(app))
        await pilot.press("f1", "escape", "ctrl+q")
