"""Keys pressed while the memories are still being opened."""

from __future__ import annotations

import asyncio
import threading

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import MemoryBankError, Profile
from siliconfriend.tui import in_order
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.arrivals import Joined
from siliconfriend.tui.chat import room as room_module
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.threshold import Threshold
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.composer_note import ComposerNote
from tests.tui.scripted import ScriptedCore, ScriptedModel, answered, ready, say, screen_text, wait_until


@pytest.fixture
def let_in(core: ScriptedCore, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Until this is set, nobody is there to talk with."""
    there, join = threading.Event(), core.join

    def late(bank: Bank, before: int | None, **how: bool) -> Joined:
        there.wait(30)
        return join(bank, before, **how)

    monkeypatch.setattr(core, "join", late)
    return there


async def test_it_is_sent_as_soon_as_the_conversation_stands_there(
    app: FriendApp, model: ScriptedModel, let_in: threading.Event
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await say(pilot, "first thing today")
        await wait_until(pilot, lambda: "waiting to be sent" in screen_text(app))
        await say(pilot, "second")
        assert app.screen.query_one(Composer).text == "second"
        assert not model.prompts
        let_in.set()
        await answered(pilot)
        assert [prompt.message for prompt in model.prompts] == ["first thing today"]
        assert app.screen.query_one(Composer).text == "second"
        assert not app.screen.query_one(ComposerNote).text


def burst(app: FriendApp, *keys: str) -> None:
    for key in keys:
        app.post_message(Key(key, " " if key == "space" else key if len(key) == 1 else None))


async def early(pilot: Pilot[None]) -> ChatScreen:
    """The conversation, where nobody is yet."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChatScreen))
    assert isinstance(pilot.app.screen, ChatScreen)
    return pilot.app.screen


@pytest.mark.parametrize(
    ("key", "opens"),
    [("ctrl+o", "ProfilesScreen"), ("f6", "BrowserScreen"), ("f10", "TimelineScreen"), ("ctrl+f", "FindScreen")],
)
async def test_a_key_that_needs_them_waits_and_what_is_typed_behind_it(
    app: FriendApp, model: ScriptedModel, let_in: threading.Event, key: str, opens: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        room = await early(pilot)
        burst(app, "h", "i", key, "a", "b", "enter")
        await wait_until(pilot, lambda: room.query_one(Composer).text == "hi")
        burst(app, "up", "c")
        let_in.set()
        await wait_until(pilot, lambda: type(app.screen).__name__ == opens)
        await pilot.pause()
        assert room.query_one(Composer).text == "hi"
        assert not model.prompts


async def test_words_behind_a_promise_are_kept_nowhere(
    app: FriendApp, model: ScriptedModel, let_in: threading.Event
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        room = await early(pilot)
        burst(app, *"/off-record", "enter", "m", "e", "enter")
        await pilot.pause()
        let_in.set()
        await answered(pilot)
        assert room.companion is not None
        assert [prompt.message for prompt in model.prompts] == ["me"]
        assert not room.companion.bank.turns(limit=5)


@pytest.mark.parametrize(
    ("written", "comes"),
    [
        ("/off-record", "nothing from here on is stored"),
        ("/remember my plum tree", "I will remember that."),
        ("/memories", "opens another screen"),
        ("/find plum", "opens another screen"),
    ],
)
async def test_a_command_by_its_name_waits_too(
    app: FriendApp, let_in: threading.Event, written: str, comes: str
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        room = await early(pilot)
        await say(pilot, written)
        burst(app, "b", "y")
        let_in.set()
        await wait_until(pilot, lambda: comes in screen_text(app) or app.screen is not room)
        await wait_until(pilot, lambda: written not in room.query_one(Composer).text)
        if app.screen is room:
            await wait_until(pilot, lambda: room.query_one(Composer).text == "by")


@pytest.mark.parametrize("steps", [0, 3, 10])
async def test_however_the_keys_come_they_go_where_the_command_leads(
    app: FriendApp, model: ScriptedModel, let_in: threading.Event, steps: int
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        room = await early(pilot)
        for key in ("t", "t", "enter", "ctrl+o", "C", "i", "d", "2"):
            burst(app, key)
            for _ in range(steps):
                await asyncio.sleep(0)
        let_in.set()
        await wait_until(pilot, lambda: type(app.screen).__name__ == "ProfilesScreen")
        await wait_until(pilot, lambda: app.screen.query_one(Input).value == "Cid2")
        assert not room.query_one(Composer).text
        await pilot.press("escape", "escape")
        await answered(pilot)
        assert [prompt.message for prompt in model.prompts] == ["tt"]


async def test_a_promise_behind_a_message_is_kept_before_what_is_typed_behind_it(
    app: FriendApp, model: ScriptedModel, let_in: threading.Event
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        room = await early(pilot)
        burst(app, "a", "a", "enter", *"/off-record", "enter", *"SECRET", "enter")
        await wait_until(pilot, lambda: any(one.group == in_order.UNTIL_OPEN for one in app.workers))
        let_in.set()
        await answered(pilot, 2)
        assert [prompt.message for prompt in model.prompts] == ["aa", "SECRET"]
        assert room.companion is not None
        assert [turn.query for turn in room.companion.bank.turns(limit=5)] == ["aa"]
        assert not room.query_one(Composer).text


async def test_enter_from_before_the_terminal_was_ours_is_enter(app: FriendApp, model: ScriptedModel) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.screen, Threshold)
        burst(app, "a", "a", "ctrl+j", *"/off-record", "ctrl+j", *"SECRET", "ctrl+j")
        await answered(pilot, 2)
        assert [prompt.message for prompt in model.prompts] == ["aa", "SECRET"]
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        assert [turn.query for turn in app.screen.companion.bank.turns(limit=5)] == ["aa"]


@pytest.mark.parametrize("written", ["/off-record", "/remember my plum tree"])
async def test_patience_may_end(
    app: FriendApp, let_in: threading.Event, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_order, "PATIENCE_SECONDS", 0.0)
    async with app.run_test(size=(80, 24)) as pilot:
        room = await early(pilot)
        await say(pilot, written)
        burst(app, "b", "y", "escape")
        await wait_until(pilot, lambda: not any(one.group == in_order.UNTIL_OPEN for one in app.workers))
        assert room.query_one(Composer).text == written
        let_in.set()
        await ready(pilot)
        assert not room.off_record
        assert room.query_one(Composer).text == written


async def test_whoever_waits_long_is_told_what_for(
    app: FriendApp, let_in: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "PATIENCE_SECONDS", 0.001)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await early(pilot)
        await pilot.press("f6")
        await wait_until(
            pilot, lambda: "This waits until your memories are open" in " ".join(screen_text(app).split())
        )
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: app._exit or app._quitting)
        let_in.set()


async def test_escape_takes_it_back(app: FriendApp, model: ScriptedModel, let_in: threading.Event) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await say(pilot, "too soon")
        await wait_until(pilot, lambda: app.screen.query_one(ComposerNote).text)
        await pilot.press("escape")
        assert app.screen.query_one(Composer).text == "too soon"
        let_in.set()
        await ready(pilot)
        assert not model.prompts


async def test_what_cannot_be_sent_comes_back(
    core: ScriptedCore, emily: Profile, let_in: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = core.join

    def broken(bank: Bank, before: int | None, **how: bool) -> Joined:
        late(bank, before, **how)
        raise MemoryBankError("database_failed", path="there", detail="broken")

    monkeypatch.setattr(core, "join", broken)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await say(pilot, "are you there")
        await wait_until(pilot, lambda: app.screen.query_one(ComposerNote).text)
        let_in.set()
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "are you there")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "there is nobody" in " ".join(screen_text(app).split()))
        assert app.screen.query_one(Composer).text == "are you there"


async def test_what_needs_them_does_not_promise_them_when_they_cannot_be_opened(
    core: ScriptedCore, emily: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(bank: Bank, before: int | None, **how: bool) -> Joined:
        raise MemoryBankError("database_failed", path="there", detail="broken")

    monkeypatch.setattr(core, "join", broken)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_until(pilot, lambda: getattr(app.screen, "cannot_open", False))
        await pilot.press("f6")
        await wait_until(pilot, lambda: "Ctrl+O shows who else is known" in " ".join(screen_text(app).split()))
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: type(app.screen).__name__ == "ProfilesScreen")
