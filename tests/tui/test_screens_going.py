"""Keys that come faster than screens do: one that is going away before it is there breaks nothing."""

from __future__ import annotations

import pytest
from textual import events
from textual.css.query import NoMatches
from textual.message import Message
from textual.screen import Screen
from textual.widget import MountError

from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.going import is_going
from siliconfriend.tui.settings.screen import SettingsScreen
from tests.tui.scripted import answered, ready, say, wait_until

OPENING = ("f1", "f6", "f9", "f10", "ctrl+f", "ctrl+o", "ctrl+p")


@pytest.mark.parametrize("between", [(), ("f9",), ("right",)], ids="+".join)
@pytest.mark.parametrize("key", OPENING)
async def test_opened_and_closed_in_one_burst(app: FriendApp, key: str, between: tuple[str, ...]) -> None:
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        for one in (key, *between, "ctrl+q"):
            app.post_message(events.Key(one, one if len(one) == 1 else None))
        await wait_until(pilot, lambda: not app.is_running)
    assert app.exit_code == 0


class _Asks(Screen[None]):
    """Asks for what it has no more."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.query_one("#nothing"))

    def action_something(self) -> None:
        """Never done."""


async def test_an_action_of_a_screen_that_was_taken_away_is_not_done(app: FriendApp) -> None:
    async with app.run_test() as pilot:
        await ready(pilot)
        asks = _Asks()
        await app.push_screen(asks)
        with pytest.raises(NoMatches):
            await app.run_action("something", asks)
        await app.pop_screen()
        assert not await app.run_action("something", asks)


class _Fills(Screen[None]):
    """Puts something into what has no place any more."""

    def on_message_handled(self) -> None:
        raise MountError("too late")


class MessageHandled(Message):
    """For the one above."""


async def test_what_a_screen_that_is_going_has_no_place_for_is_no_error(app: FriendApp) -> None:
    async with app.run_test() as pilot:
        await ready(pilot)
        fills = _Fills()
        await app.push_screen(fills)
        app._screen_stack.remove(fills)
        fills.post_message(MessageHandled())
        await wait_until(pilot, lambda: fills.message_queue_size == 0)
    assert app.exit_code == 0


async def test_a_screen_below_another_is_not_going(app: FriendApp) -> None:
    async with app.run_test() as pilot:
        await ready(pilot)
        chat, settings = app.screen, SettingsScreen(None)
        await app.push_screen(settings)
        value = settings.query_one("#value")
        assert not any(map(is_going, (chat, settings, value, app)))
        await app.pop_screen()
        assert is_going(settings)
        assert is_going(value)
        assert not is_going(chat)
