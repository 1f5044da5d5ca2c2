"""Finding as one types, going there, reading on, and back to now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.finding.past import LaterLine
from siliconfriend.tui.finding.place import PlaceScreen
from siliconfriend.tui.finding.screen import FindScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.turn_view import TurnView
from tests.tui.scripted import ScriptedModel, ready, say, screen_text, type_text, wait_until

Remember = Callable[..., None]


@pytest.fixture
def much(emily: Profile, remember: Remember) -> None:
    remember(
        emily,
        ("Once I found a [b]heron[/b].", "A heron!"),
        ("我的猫叫小米。", "小米这个名字真好听。"),
        *[(f"Message number {number}.", f"Reply number {number}.") for number in range(60)],
    )


async def find(pilot: Pilot[None], text: str) -> FindScreen:
    await ready(pilot)
    await pilot.press("ctrl+f")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, FindScreen))
    await type_text(pilot, text)
    screen = pilot.app.screen
    assert isinstance(screen, FindScreen)
    return screen


async def test_it_is_found_as_it_is_typed(app: FriendApp, much: None) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await find(pilot, "her")
        await wait_until(pilot, lambda: "1 turn holds “her”." in screen_text(app))
        assert "Once I found a [b]heron[/b]." in screen_text(app)
        await pilot.press("backspace", "backspace", "backspace")
        await wait_until(pilot, lambda: screen.query_one(OptionList).option_count == 0)
        await type_text(pilot, "小米")
        await wait_until(pilot, lambda: "我的猫叫小米" in screen_text(app))
        await pilot.press("ctrl+w")
        assert screen.query_one(Input).value == "小"
        await type_text(pilot, "狗")
        await wait_until(pilot, lambda: "Nobody said “小狗”." in screen_text(app))


async def test_enter_goes_there_and_escape_comes_back(app: FriendApp, much: None) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await find(pilot, "number 30.")
        await wait_until(pilot, lambda: "1 turn holds" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen) and app.screen.query("TurnView.found"))
        await wait_until(pilot, lambda: "Message number 30." in screen_text(app))
        shown = app.screen.query_one("TurnView.found", TurnView)
        assert shown.query_text == "Message number 30."
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, FindScreen))
        assert app.screen.query_one(Input).value == "number 30."
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert "Message number 59." in screen_text(app)


async def test_one_reads_on_both_ways(app: FriendApp, much: None) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await find(pilot, "number 30.")
        await wait_until(pilot, lambda: "1 turn holds" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen) and app.screen.query("TurnView.found"))
        for _ in range(40):
            await pilot.press("pageup")
            if "heron" in screen_text(app):
                break
            await pilot.pause(0.02)
        assert "heron" in screen_text(app)
        for _ in range(80):
            await pilot.press("pagedown")
            if not app.screen.query(LaterLine):
                break
            await pilot.pause(0.02)
        shown = [view.query_text for view in app.screen.query(TurnView)]
        assert shown[-1] == "Message number 59."
        assert shown == sorted(set(shown), key=shown.index)
        assert len(shown) == 62


async def test_writing_goes_back_to_now(app: FriendApp, much: None) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await find(pilot, "heron")
        await wait_until(pilot, lambda: "1 turn holds" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen) and app.screen.query("TurnView.found"))
        await pilot.press("h", "i")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert app.screen.query_one(Composer).text == "hi"


async def test_a_reply_goes_on_while_one_looks_at_the_past(
    app: FriendApp, much: None, model: ScriptedModel
) -> None:
    going_on = asyncio.Event()
    model.replies.append(["begun ", going_on, "ended"])
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await wait_until(pilot, lambda: "begun" in screen_text(app))
        await pilot.press("ctrl+f")
        await wait_until(pilot, lambda: isinstance(app.screen, FindScreen))
        await type_text(pilot, "heron")
        await wait_until(pilot, lambda: "1 turn holds" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen) and app.screen.query("TurnView.found"))
        going_on.set()
        await pilot.press("end")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: "ended" in screen_text(app))
