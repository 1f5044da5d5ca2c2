"""Commands whose words the memory could not take: they go back to where they were written."""

from __future__ import annotations

import pytest

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.forget import ForgetScreen
from tests.tui.scripted import answered, composer, ready, say, screen_text, wait_until


def full(*_: object, **__: object) -> None:
    raise MemoryBankError("disk_full", path="x", detail="full")


def filled(app: FriendApp, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    assert isinstance(app.screen, ChatScreen)
    monkeypatch.setattr(app.screen.bank, what, full)


async def test_a_note_that_cannot_be_kept_is_not_lost(app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await ready(pilot)
        filled(app, monkeypatch, "remember")
        await say(pilot, "/remember The key is under the mat")
        await wait_until(pilot, lambda: "The disk is full" in screen_text(app))
        await wait_until(pilot, lambda: composer(pilot).text == "/remember The key is under the mat")


@pytest.mark.parametrize("what", ["told", "retract"])
async def test_what_is_not_true_and_cannot_be_kept_is_not_lost(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await ready(pilot)
        filled(app, monkeypatch, what)
        await say(pilot, "/retract I am afraid of dogs")
        if what == "retract":
            await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
            await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "The disk is full" in screen_text(app))
        await wait_until(pilot, lambda: composer(pilot).text == "/retract I am afraid of dogs")


@pytest.mark.parametrize("what", ["found_to_forget", "forget"])
async def test_what_is_to_be_forgotten_and_cannot_be_is_asked_for_still(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "I am afraid of dogs")
        await answered(pilot)
        filled(app, monkeypatch, what)
        await say(pilot, "/forget dogs")
        if what == "forget":
            await wait_until(pilot, lambda: isinstance(app.screen, ForgetScreen))
            await pilot.press("tab", "down", "enter")
        await wait_until(pilot, lambda: "The disk is full" in screen_text(app))
        await wait_until(pilot, lambda: composer(pilot).text == "/forget dogs")


async def test_a_model_that_cannot_be_kept_as_chosen_is_asked_for_still(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await ready(pilot)
        filled(app, monkeypatch, "choose")
        await say(pilot, "/model builtin")
        await wait_until(pilot, lambda: "The disk is full" in screen_text(app))
        await wait_until(pilot, lambda: composer(pilot).text == "/model builtin")
