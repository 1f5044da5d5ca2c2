"""One message may wait while a reply streams."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.pilot import Pilot

from siliconfriend.models.base import UnreachableError
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.help import HelpScreen
from siliconfriend.tui.widgets.composer_note import ComposerNote
from siliconfriend.tui.widgets.turn_view import TurnView
from tests.tui.scripted import ScriptedModel, answered, composer, ready, say, screen_text, wait_until

SECOND = "second, " + "and more of it " * 400 + "end"  # more than a page of the database


async def streaming(pilot: Pilot[None], model: ScriptedModel, *ending: object) -> asyncio.Event:
    """A reply on its way, and a second, longer message that waits for it."""
    more = asyncio.Event()
    model.replies.append(["One", more, *(ending or (" two.",))])  # type: ignore[list-item] # a test's own steps
    await ready(pilot)
    await say(pilot, "first")
    await wait_until(pilot, lambda: "One" in screen_text(pilot.app))
    composer(pilot).write(SECOND)
    await pilot.press("enter")
    await wait_until(pilot, lambda: pilot.app.screen.query_one(ComposerNote).text)
    return more


async def test_it_is_sent_when_the_reply_has_ended(app: FriendApp, model: ScriptedModel) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        more = await streaming(pilot, model)
        assert "waiting to be sent" in screen_text(app)
        assert composer(pilot).text == ""
        assert len(model.prompts) == 1
        await say(pilot, "third")
        await wait_until(pilot, lambda: "already waiting" in screen_text(app))
        assert composer(pilot).text == "third"
        assert "this one stays here" in " ".join(screen_text(app).split())
        composer(pilot).write("")
        await say(pilot, "/help")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape")
        composer(pilot).write("third")
        more.set()
        await answered(pilot, turns=2)
        assert [prompt.message for prompt in model.prompts] == ["first", SECOND]
        assert composer(pilot).text == "third"
        assert not app.screen.query_one(ComposerNote).text


async def test_escape_takes_it_back_first_and_then_stops_the_reply(app: FriendApp, model: ScriptedModel) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await streaming(pilot, model)
        await pilot.press("escape")
        assert composer(pilot).text == SECOND
        assert app.screen.query_one(TurnView).turn is None
        await pilot.press("escape")
        await answered(pilot)
        assert "stopped" in screen_text(app)
        assert len(model.prompts) == 1


async def test_a_reply_that_fails_gives_it_back(app: FriendApp, model: ScriptedModel) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        more = await streaming(pilot, model, UnreachableError(host="h"))
        more.set()
        await answered(pilot)
        await wait_until(pilot, lambda: composer(pilot).text == SECOND)
        assert len(model.prompts) == 1


async def test_closing_asks_about_it(app: FriendApp, model: ScriptedModel) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await streaming(pilot, model)
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")
        await wait_until(pilot, lambda: not isinstance(app.screen, ConfirmScreen))
        assert app.is_running
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: app._exit)


async def test_what_waits_comes_back_when_it_cannot_be_kept(
    app: FriendApp, model: ScriptedModel, fill_disk: Callable[[], None]
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        more = await streaming(pilot, model)
        fill_disk()
        more.set()
        await wait_until(pilot, lambda: composer(pilot).text == SECOND)
        assert "The disk is full" in screen_text(app)
        assert len(model.prompts) == 1
