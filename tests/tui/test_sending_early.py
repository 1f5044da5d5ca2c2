"""Keys pressed while the memories are still being opened."""

from __future__ import annotations

import threading

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import MemoryBankError, Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.arrivals import Joined
from siliconfriend.tui.screens.chat import ChatScreen
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


@pytest.mark.parametrize("written", ["/remember my plum tree", "/forget plums", "/memories"])
async def test_a_command_that_comes_too_early_stays_written(
    app: FriendApp, let_in: threading.Event, written: str
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await say(pilot, written)
        await wait_until(pilot, lambda: app._notifications)
        assert app.screen.query_one(Composer).text == written
        let_in.set()
        await ready(pilot)


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


@pytest.mark.parametrize("key", ["ctrl+o", "ctrl+n", "ctrl+f", "f10"])
async def test_what_needs_them_says_so(app: FriendApp, let_in: threading.Event, key: str) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await pilot.press(key)
        await wait_until(pilot, lambda: "One moment" in screen_text(app))
        let_in.set()
        await ready(pilot)


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
        assert "One moment" not in screen_text(app)
