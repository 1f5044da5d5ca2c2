"""Another reply, an edited message, a removed turn: what was made from the old one goes with it, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from siliconfriend.memory.records import Profile, TurnState
from siliconfriend.models.base import UnreachableError
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.chat import sweeping
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.divider import Divider
from siliconfriend.tui.widgets.transcript import Transcript
from tests.tui.scripted import Clock, ScriptedModel, answered, ready, say, screen_text, type_text, wait_until

Remember = Callable[..., None]


def composer(pilot: Pilot[None]) -> Composer:
    return pilot.app.screen.query_one(Composer)


def stored(pilot: Pilot[None]) -> list[tuple[str, str]]:
    screen = pilot.app.screen
    assert isinstance(screen, ChatScreen)
    assert screen.companion is not None
    return [(turn.query, turn.response) for turn in screen.companion.bank.turns()]


def shown(pilot: Pilot[None]) -> list[tuple[str, str]]:
    return [(view.query_text, view.response) for view in pilot.app.screen.query_one(Transcript).turns]


async def test_another_reply_takes_the_old_ones_place(app: FriendApp, model: ScriptedModel) -> None:
    model.replies += [["The first."], ["The **second**."]]
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "tell me")
        await answered(pilot)
        await pilot.press("f5")
        await wait_until(pilot, lambda: shown(pilot) == [("tell me", "The **second**.")])
        await answered(pilot)
        assert stored(pilot) == [("tell me", "The **second**.")]
        assert "The first." not in screen_text(app)
        assert "The second." in screen_text(app)
        assert "The first." not in str(model.prompts[1].messages)


@pytest.mark.parametrize("how", ["failed", "stopped"])
async def test_another_reply_that_does_not_come_leaves_the_old_one(
    app: FriendApp, model: ScriptedModel, how: str
) -> None:
    model.replies += [["The first."], [UnreachableError(host="h") if how == "failed" else asyncio.Event()]]
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "tell me")
        await answered(pilot)
        await pilot.press("f5")
        if how == "stopped":
            await wait_until(pilot, lambda: len(model.prompts) == 2)
            await pilot.press("escape")
        await wait_until(pilot, lambda: len(model.prompts) == 2 and shown(pilot) == [("tell me", "The first.")])
        await answered(pilot)
        assert "The first." in screen_text(app)
        assert stored(pilot) == [("tell me", "The first.")]


async def test_an_edited_message_takes_the_old_turns_place_when_it_is_sent(
    app: FriendApp, model: ScriptedModel
) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "my cat is calld Miso")
        await answered(pilot)
        await type_text(pilot, "a draft")
        await pilot.press("f2")
        assert composer(pilot).text == "my cat is calld Miso"
        assert "editing your last message" in screen_text(app)
        assert stored(pilot)[0][0] == "my cat is calld Miso"
        composer(pilot).write("my cat is called Miso")
        await pilot.press("enter")
        await wait_until(pilot, lambda: shown(pilot) == [("my cat is called Miso", "I hear you.")])
        await answered(pilot)
        assert stored(pilot) == [("my cat is called Miso", "I hear you.")]
        assert "calld" not in str(model.prompts[1].messages)
        assert composer(pilot).text == "a draft"
        assert "editing" not in screen_text(app)


async def test_escape_leaves_the_turn_as_it_was(app: FriendApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "as it was")
        await answered(pilot)
        await type_text(pilot, "a draft")
        await pilot.press("f2", "!", "escape")
        assert composer(pilot).text == "a draft"
        await pilot.press("enter")
        await answered(pilot, turns=2)
        assert [query for query, _ in stored(pilot)] == ["as it was", "a draft"]


async def test_an_edit_that_cannot_be_kept_loses_neither(
    app: FriendApp, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from siliconfriend.memory.records import MemoryBankError

    def full(*_: object) -> None:
        raise MemoryBankError("disk_full", path="x", detail="full")

    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "the old one")
        await answered(pilot)
        await pilot.press("f2", "!")
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        with monkeypatch.context() as patched:
            patched.setattr(app.screen.companion.bank, "ask", full)
            await pilot.press("enter")
            await wait_until(pilot, lambda: "The disk is full" in screen_text(app))
        await wait_until(pilot, lambda: composer(pilot).text == "the old one!")
        assert stored(pilot) == [("the old one", "I hear you.")]
        assert shown(pilot) == [("the old one", "I hear you.")]
        await pilot.press("enter")
        await wait_until(pilot, lambda: shown(pilot) == [("the old one!", "I hear you.")])
        assert len(model.prompts) == 2


async def test_removing_asks_first_and_takes_the_memory_too(
    app: FriendApp, emily: Profile, remember: Remember, clock: Clock
) -> None:
    remember(emily, ("kept", "Yes."))
    clock.pass_days(1)
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "regretted")
        await answered(pilot, turns=2)
        await pilot.press("f8")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "Remove “regretted”" in screen_text(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert len(stored(pilot)) == 2
        await pilot.press("f8")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and len(shown(pilot)) == 1)
        assert stored(pilot) == [("kept", "Yes.")]
        assert "1 memory" in screen_text(app)
        assert len(app.screen.query(Divider)) == 1
        await pilot.press("up")
        assert composer(pilot).text == "kept"


async def test_what_was_deleted_is_swept_away_soon(app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "SCRUB_AFTER_SECONDS", 0.01)
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "regretted")
        await answered(pilot)
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        swept: list[bool] = []
        monkeypatch.setattr(app.screen.companion.bank, "scrub", lambda: swept.append(True))
        await pilot.press("f8")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: swept)


async def test_with_nothing_said_nothing_happens(app: FriendApp) -> None:
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await ready(pilot)
        for key in ("f2", "f3", "f4", "f5", "f8"):
            await pilot.press(key)
            assert isinstance(app.screen, ChatScreen)
        assert "Nothing has been said here yet." in screen_text(app)
        assert composer(pilot).text == ""


async def test_nothing_of_it_while_a_reply_is_on_its_way(app: FriendApp, model: ScriptedModel) -> None:
    model.replies.append(["One", asyncio.Event()])
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "first")
        await wait_until(pilot, lambda: "One" in screen_text(app))
        for key in ("f2", "f5", "f8"):
            await pilot.press(key)
        assert isinstance(app.screen, ChatScreen)
        assert composer(pilot).text == ""
        await pilot.press("escape")
        await answered(pilot)
        screen = app.screen
        assert screen.companion is not None
        assert screen.companion.bank.turns()[0].state is TurnState.STOPPED
