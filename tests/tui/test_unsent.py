"""What is written and not sent stays its writer's, whatever ends the program, and goes when it is sent."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from siliconfriend.beside import UNSENT
from siliconfriend.home.erasing import erase
from siliconfriend.language import Language
from siliconfriend.memory.records import MemoryBankError, Profile
from siliconfriend.places import Places
from siliconfriend.replacing import PARTS
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.arrivals import Found
from siliconfriend.tui.chat import drafting
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.first_run import FirstRunScreen
from siliconfriend.tui.unsent import CUT_SHORT_SECONDS, Unsent
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import (
    Clock,
    ScriptedCore,
    ScriptedModel,
    answered,
    ready,
    say,
    screen_text,
    type_text,
    wait_until,
)


def composer(pilot: Pilot[None]) -> Composer:
    return pilot.app.screen.query_one(Composer)


def there(file: Path) -> bool:
    return file.exists()


def text_of(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def everything(folder: Path) -> bytes:
    return b"\n".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.fixture
def file(home: Places, emily: Profile) -> Path:
    """Where Emily's words are kept until they are sent."""
    return home.profiles / emily.id / UNSENT


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a second for each letter."""
    monkeypatch.setattr(drafting, "KEEP_EVERY_SECONDS", 0.01)


async def test_killed_in_the_middle_of_a_sentence(core: ScriptedCore, app: FriendApp, file: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await type_text(pilot, "half a sent")
        await wait_until(pilot, lambda: text_of(file) == "half a sent")
        assert isinstance(app.screen, ChatScreen)
        assert app.screen._found is not None
        app.screen._found.presence.end()  # nothing else is done by a program that is killed
    again = FriendApp(core)
    async with again.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert composer(pilot).text == "half a sent"
        await say(pilot, "ence")
        await answered(pilot)
        assert core.scripted.prompts[0].message == "half a sentence"
        await wait_until(pilot, lambda: not file.exists())


async def test_closed_and_opened_again_with_what_waits_and_what_is_written(
    core: ScriptedCore, app: FriendApp, model: ScriptedModel, file: Path
) -> None:
    model.replies.append(["One", asyncio.Event()])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for text in ("first", "second"):
            await say(pilot, text)
        await type_text(pilot, "third")
        await wait_until(pilot, lambda: text_of(file) == "second\nthird")
        assert isinstance(app.screen, ChatScreen)
        await app._leave()
    again = FriendApp(core)
    async with again.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert composer(pilot).text == "second\nthird"


async def test_what_was_put_aside_to_edit_is_kept_and_the_old_message_is_not(
    app: FriendApp, emily: Profile, remember: Callable[..., None], file: Path
) -> None:
    remember(emily, ("as it was", "Yes."))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await type_text(pilot, "a draft")
        await pilot.press("f2")
        assert composer(pilot).text == "as it was"
        await wait_until(pilot, lambda: text_of(file) == "a draft")
        await type_text(pilot, "!")
        await wait_until(pilot, lambda: text_of(file) == "a draft\nas it was!")


async def test_blanks_alone_do_not_come_back(core: ScriptedCore, app: FriendApp, file: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await type_text(pilot, "  ")
        await wait_until(pilot, lambda: text_of(file) == "  ")
        await pilot.press("ctrl+q")
    again = FriendApp(core)
    async with again.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await wait_until(pilot, lambda: not text_of(file).strip())
        assert composer(pilot).text == ""
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: isinstance(again.screen, ChatScreen) and again.screen.off_record)


async def test_off_the_record_nothing_of_it_is_written_and_what_was_goes(app: FriendApp, file: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await type_text(pilot, "heron")
        await wait_until(pilot, file.exists)
        assert isinstance(app.screen, ChatScreen)
        await app.screen.action_off_record()
        await wait_until(pilot, lambda: not file.exists())
        await type_text(pilot, " secret")
        await pilot.pause(0.1)
        assert not there(file)
        await app._leave()
        assert not there(file)
        assert b"heron" not in everything(file.parent)


async def test_a_promise_that_is_not_carried_out_yet_holds_for_what_is_written_behind_it(
    app: FriendApp, model: ScriptedModel, file: Path
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/off-record my secret")
        await wait_until(pilot, lambda: "by itself first" in screen_text(app))
        assert not model.prompts
        assert composer(pilot).text == "/off-record my secret"
        await pilot.pause(0.1)
        assert not there(file)
        assert b"my secret" not in everything(file.parent)


async def test_words_typed_before_the_old_ones_are_there_are_not_sent_as_one(
    core: ScriptedCore, emily: Profile, file: Path, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    Unsent(file.parent, alone=True).keep("of yesterday")
    written, open_ = threading.Event(), core.open

    def late(profile: Profile) -> Found:
        written.wait(30)
        return open_(profile)

    monkeypatch.setattr(core, "open", late)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.screen.query(Composer))
        composer(pilot).write("quickly now")
        written.set()
        await ready(pilot)
        assert composer(pilot).text == "quickly now"
        await wait_until(pilot, lambda: text_of(file) == "quickly now\nof yesterday")
        await pilot.press("enter")
        await answered(pilot)
        assert model.prompts[0].message == "quickly now"
        assert composer(pilot).text == "of yesterday"


async def test_what_the_memory_refuses_is_still_there_after_the_end(
    app: FriendApp, file: Path, fill_disk: Callable[[], None]
) -> None:
    words = "a message " * 500
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        fill_disk()
        composer(pilot).write(words)
        await wait_until(pilot, file.exists)
        await pilot.press("enter")
        await wait_until(pilot, lambda: composer(pilot).text == words.strip())
        await app._leave()
    assert text_of(file) == words.strip()


async def test_it_is_nobody_elses(
    core: ScriptedCore, app: FriendApp, emily: Profile, home: Places, clock: Clock
) -> None:
    ada = core.profiles().create("Ada", Language.EN, clock())
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await type_text(pilot, "of one alone")
        here = app.screen
        assert isinstance(here, ChatScreen)
        assert here.companion is not None
        app.chat_with(ada if here.companion.bank.profile.id == emily.id else emily)
        await wait_until(pilot, lambda: app.screen is not here)
        await ready(pilot)
        assert composer(pilot).text == ""
        await type_text(pilot, "of the other")
        await app._leave()
    kept = {path.parent.name: path.read_text() for path in home.profiles.rglob(UNSENT)}
    assert sorted(kept.values()) == ["of one alone", "of the other"]
    assert len(kept) == 2


def test_it_goes_with_its_writer(core: ScriptedCore, emily: Profile, file: Path, home: Places) -> None:
    file.write_text("unsent")
    core.profiles().delete(emily)
    assert b"unsent" not in everything(home.data)


def test_it_goes_with_everything(home: Places, emily: Profile, file: Path) -> None:
    file.write_text("unsent")
    erased = erase(home)
    assert not there(file)
    assert not erased.left


def test_bytes_that_are_gone_are_gone_from_the_disk(tmp_path: Path) -> None:
    unsent, file = Unsent(tmp_path, alone=True), tmp_path / UNSENT
    unsent.keep("the first secret")
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open("rb") as first:
        unsent.keep("the second")
        with file.open("rb") as second:
            unsent.keep("")
            assert first.read() == bytes(len("the first secret"))
            assert second.read() == bytes(len("the second"))
    assert not list(tmp_path.iterdir())


def test_what_a_second_window_left_is_taken_over_by_the_next_that_is_alone(tmp_path: Path) -> None:
    first, second = Unsent(tmp_path, alone=True), Unsent(tmp_path, alone=False)
    assert (first.read(), second.read()) == ("", "")
    second.keep("of the second")
    first.keep("of the first")
    first.keep("")
    assert Unsent(tmp_path, alone=False).read() == ""
    third = Unsent(tmp_path, alone=True)
    assert third.read() == "of the second"
    third.keep("of the second, and more")
    assert [file.name for file in tmp_path.iterdir()] == [UNSENT]


def test_what_writing_left_behind_is_taken_away(tmp_path: Path) -> None:
    left, older, new = (tmp_path / name for name in (PARTS.replace("*", "a"), f".{UNSENT}.abc", f".{UNSENT}.new"))
    for file in (left, older, new):
        file.write_text("half a")
    for file in (left, older):
        os.utime(file, (0, file.stat().st_mtime - CUT_SHORT_SECONDS))
    assert Unsent(tmp_path, alone=True).read() == ""
    assert [file.name for file in tmp_path.iterdir()] == [new.name]


@pytest.mark.parametrize("what", ["folder", "bytes"])
def test_a_file_that_is_none_is_no_trouble(tmp_path: Path, what: str) -> None:
    if what == "folder":
        (tmp_path / UNSENT).mkdir()
    else:
        (tmp_path / UNSENT).write_bytes(b"caf\xff\xfe")
    unsent = Unsent(tmp_path, alone=True)
    assert unsent.read() in ("", "caf\ufffd\ufffd")
    unsent.keep("words")


async def test_words_that_nobody_is_there_for_are_asked_about_before_they_go(
    core: ScriptedCore, emily: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(profile: Profile) -> Found:
        raise MemoryBankError("database_failed", path="there", detail="broken")

    monkeypatch.setattr(core, "open", broken)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: getattr(app.screen, "cannot_open", False))
        chat = app.screen
        await type_text(pilot, "a long thought")
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "no memory is open here" in " ".join(screen_text(app).split())
        await pilot.press("enter")  # the no is first
        await wait_until(pilot, lambda: app.screen is chat)
        composer(pilot).clear()
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: app._exit)


async def test_words_written_before_somebody_is_met_are_asked_about_too(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        composer(pilot).write("a long thought")
        app.meet("Ada")
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: app._exit)
