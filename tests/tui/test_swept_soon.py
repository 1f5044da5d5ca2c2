"""In whatever way words go, their bytes are swept out of every file soon, while the program runs on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.records import Kind, MemoryBankError, Profile
from siliconfriend.places import Places
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser import deleting
from siliconfriend.tui.browser.edit_screen import EditScreen
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.chat import sweeping
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.forget import ForgetScreen
from siliconfriend.tui.timeline.screen import TimelineScreen
from tests.memory.toy import holding
from tests.tui.scripted import (
    Clock,
    ScriptedCore,
    ScriptedModel,
    answered,
    composer,
    ready,
    say,
    screen_text,
    wait_until,
)

SAID, REPLIED, NOTED, UNDERSTOOD = "xylophonist", "wintergreen", "zeppelin", "quagmire"


async def remove(pilot: Pilot[None]) -> None:
    await pilot.press("f8")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen))
    await pilot.press("down", "enter")


async def another_reply(pilot: Pilot[None]) -> None:
    await pilot.press("f5")
    await wait_until(pilot, lambda: "I hear you." in screen_text(pilot.app))


async def edit(pilot: Pilot[None]) -> None:
    await pilot.press("f2")
    composer(pilot).write("something else")
    await pilot.press("enter")
    await wait_until(pilot, lambda: "I hear you." in screen_text(pilot.app))


async def forget(pilot: Pilot[None]) -> None:
    await say(pilot, f"/forget {SAID}")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ForgetScreen))
    await pilot.press("tab", "down", "enter")


async def browse(pilot: Pilot[None], row: int) -> None:
    await pilot.press("f6")
    await wait_until(pilot, lambda: pilot.app.screen.query(MemoryList))
    shown = pilot.app.screen.query_one(MemoryList)
    await wait_until(pilot, lambda: shown.chosen is not None)
    await pilot.press(*["down"] * row)
    await wait_until(pilot, lambda: shown.cursor == row and shown.chosen is not None)


async def write(pilot: Pilot[None], text: str) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
    pilot.app.screen.query_one(TextArea).text = text
    await pilot.press("ctrl+s")


async def delete_in_the_browser(pilot: Pilot[None]) -> None:
    await browse(pilot, 0)
    await pilot.press("right", "d", "d")


async def reword_in_the_browser(pilot: Pilot[None]) -> None:
    await browse(pilot, 1)
    await pilot.press("right", "e")
    await write(pilot, "I like airships")


async def reword_a_day(pilot: Pilot[None]) -> None:
    await pilot.press("f10")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, TimelineScreen))
    await wait_until(pilot, lambda: UNDERSTOOD in screen_text(pilot.app))
    await pilot.press("e")
    await write(pilot, "A good day")


WAYS = [
    (remove, (SAID, REPLIED)),
    (another_reply, (REPLIED,)),
    (edit, (SAID, REPLIED)),
    (forget, (SAID, REPLIED)),
    (delete_in_the_browser, (SAID, REPLIED)),
    (reword_in_the_browser, (NOTED,)),
    (reword_a_day, (UNDERSTOOD,)),
]


@pytest.fixture
def talked(
    core: ScriptedCore, emily: Profile, clock: Clock, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note, and what was understood of the day before."""
    monkeypatch.setattr(sweeping, "SCRUB_AFTER_SECONDS", 0.01)
    monkeypatch.setattr(deleting, "UNDO_SECONDS", 0.01)
    model.replies.append([f"So you are a {REPLIED}."])
    bank = core.profiles().open(emily)
    bank.form(NewMemory(Kind.SUMMARY, clock().date(), f"A {UNDERSTOOD} of a day."), clock())
    bank.remember(f"I like the {NOTED}", clock())
    bank.close()


@pytest.mark.usefixtures("talked")
@pytest.mark.parametrize(("way", "gone"), WAYS, ids=lambda one: getattr(one, "__name__", ""))
async def test_no_byte_is_left_while_the_program_runs(
    app: FriendApp, home: Places, way: Callable[[Pilot[None]], Awaitable[None]], gone: tuple[str, ...]
) -> None:
    words = [word.encode() for word in gone]
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await say(pilot, f"I am a {SAID}")
        await answered(pilot)
        assert set().union(*holding(home.data, words).values()) == set(words)
        await way(pilot)
        await wait_until(pilot, lambda: holding(home.data.parent, words) == {})
        assert app.is_running


@pytest.mark.usefixtures("talked")
async def test_what_cannot_be_swept_away_now_is_tried_again(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await say(pilot, f"I am a {SAID}")
        await answered(pilot)
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        tried: list[int] = []

        def busy_at_first() -> None:
            tried.append(1)
            if len(tried) < 3:
                raise MemoryBankError("database_busy", path="", detail="")

        monkeypatch.setattr(app.screen.companion.bank, "scrub", busy_at_first)
        await remove(pilot)
        await wait_until(pilot, lambda: len(tried) == 3)
