"""What is deleted in the browser leaves every file: after its moment, on leaving, and after a kill within it."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from siliconfriend.memory.looking import Wanted
from siliconfriend.memory.records import Profile
from siliconfriend.places import Places
from siliconfriend.settings import Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser import deleting as deleting_module
from siliconfriend.tui.chat import sweeping as sweeping_module
from tests.memory.toy import holding
from tests.tui.browser.conftest import TOLD, bank_of, opened, the_list
from tests.tui.scripted import Clock, ScriptedCore, ScriptedModel, ready, screen_text, wait_until

pytestmark = pytest.mark.usefixtures("past")
MARKS = [b"cello", b"How lovely"]


async def delete_the_cello(pilot: Pilot[None]) -> None:
    """Under the cursor, asked twice."""
    await opened(pilot)
    await pilot.press("down")
    await wait_until(pilot, lambda: (chosen := the_list(pilot).chosen) and "cello" in chosen.query)
    await pilot.press("delete", "delete")
    await wait_until(pilot, lambda: bank_of(pilot).listing(Wanted()).count == len(TOLD))


def kept_in(home: Places) -> dict[str, list[bytes]]:
    """The files of the whole home that still hold a word of it."""
    return holding(home.data, MARKS)


async def test_no_byte_is_left_when_one_has_left(app: FriendApp, home: Places) -> None:
    assert kept_in(home)
    async with app.run_test(size=(140, 40)) as pilot:
        await delete_the_cello(pilot)
        assert kept_in(home)  # there is still a way back
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: not app.is_running)
    assert kept_in(home) == {}


async def test_what_was_kept_as_not_true_goes_with_its_words_and_comes_back_with_them(
    app: FriendApp, core: ScriptedCore, emily: Profile, home: Places, clock: Clock
) -> None:
    with closing(core.profiles().open(emily)) as bank:
        bank.retract("My sister plays the cello", clock())
    async with app.run_test(size=(140, 40)) as pilot:
        await delete_the_cello(pilot)
        await wait_until(
            pilot, lambda: "with the same words kept as not true" in " ".join(screen_text(app).split())
        )
        await pilot.press("ctrl+z")
        await wait_until(pilot, lambda: bank_of(pilot).listing(Wanted()).count == len(TOLD) + 1)
        assert len(bank_of(pilot).retracted()) == 1
        await pilot.press("delete", "delete")
        await wait_until(pilot, lambda: bank_of(pilot).listing(Wanted()).count == len(TOLD))
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: not app.is_running)
    assert kept_in(home) == {}


async def test_no_byte_is_left_after_the_moment(
    app: FriendApp, home: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting_module, "UNDO_SECONDS", 0.01)
    monkeypatch.setattr(sweeping_module, "SCRUB_AFTER_SECONDS", 0.01)
    async with app.run_test(size=(140, 40)) as pilot:
        await delete_the_cello(pilot)
        await wait_until(pilot, lambda: kept_in(home) == {})
        assert "cello" not in screen_text(app)


async def test_after_a_kill_within_the_moment_it_is_gone_the_next_time(
    app: FriendApp, home: Places, settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    left = tmp_path / "as the kill left it"
    async with app.run_test(size=(140, 40)) as pilot:
        await delete_the_cello(pilot)
        shutil.copytree(home.data, left)
    clock.pass_days(1)
    again = replace(home, data=left)
    assert holding(left, MARKS)
    revived = FriendApp(ScriptedCore(settings, again, clock, ScriptedModel()))
    async with revived.run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        assert "cello" not in screen_text(revived)
        await wait_until(pilot, lambda: bank_of(pilot).memories_like("cello", faded=True) == [])
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: not revived.is_running)
    assert holding(left, MARKS) == {}


async def test_no_byte_of_what_was_said_first_is_left_either(app: FriendApp, home: Places) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        bank = bank_of(pilot)
        said = next(one.memory.id for one in bank.memories_like("cello"))
        bank.put_in_place_of(said, "My sister plays the bassoon.", app.core.clock())
        await opened(pilot)
        await pilot.press("down")
        await wait_until(pilot, lambda: (chosen := the_list(pilot).chosen) and chosen.reworded)
        await pilot.press("delete")
        await wait_until(pilot, lambda: "what was said first" in screen_text(app))
        await pilot.press("delete")
        await wait_until(pilot, lambda: bank.listing(Wanted()).count == len(TOLD))
        await pilot.press("ctrl+z")
        await wait_until(pilot, lambda: bank.listing(Wanted()).count == len(TOLD) + 2)
        await pilot.press("delete", "delete")
        await wait_until(pilot, lambda: bank.listing(Wanted()).count == len(TOLD))
        assert kept_in(home)
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: not app.is_running)
    assert holding(home.data, [*MARKS, b"bassoon"]) == {}
