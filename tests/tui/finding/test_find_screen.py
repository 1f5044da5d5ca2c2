"""Finding as one types, going there, reading on, and back to now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Profile, Turn
from siliconfriend.tui import long_wait
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
        await wait_until(pilot, lambda: "Nothing found for “小狗”." in screen_text(app))


async def test_a_reply_that_is_found_reads_as_plain_words(
    app: FriendApp, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("And now?", "## Plan\n\n- **See** the heron\n- `go`"))
    async with app.run_test(size=(100, 30)) as pilot:
        await find(pilot, "heron")
        await wait_until(pilot, lambda: "Plan • See the heron • go" in screen_text(app))


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


@pytest.mark.parametrize("at_once", [False, True])
async def test_writing_goes_back_to_now(app: FriendApp, much: None, at_once: bool) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await find(pilot, "heron")
        await wait_until(pilot, lambda: "1 turn holds" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen) and app.screen.query("TurnView.found"))
        if at_once:
            for letter in "hi":
                app.screen.post_message(events.Key(letter, letter))
        else:
            await pilot.press("h", "i")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "hi")


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


async def test_only_the_answer_to_what_stands_there_is_shown(
    app: FriendApp, much: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    goes_on = Event()
    real = Bank.find_said

    def slow(bank: Bank, text: str, *, limit: int, abandoned: Callable[[], bool] | None = None) -> list[Turn]:
        asked.append(text)
        if text == "h":
            assert goes_on.wait(10)
        return real(bank, text, limit=limit, abandoned=abandoned)

    monkeypatch.setattr(Bank, "find_said", slow)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await find(pilot, "h")
        await wait_until(pilot, lambda: asked == ["h"])
        await type_text(pilot, "eron")
        assert screen.query_one(Input).value == "heron"  # no key waits for the search
        await wait_until(pilot, lambda: "1 turn holds “heron”." in screen_text(app))
        goes_on.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.query_one(OptionList).option_count == 1
        assert "1 turn holds “heron”." in screen_text(app)


async def test_who_waits_for_long_is_told_so(app: FriendApp, much: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_wait, "LONG_SECONDS", 0.01)
    goes_on = Event()
    real = Bank.find_said

    def slow(bank: Bank, text: str, *, limit: int, abandoned: Callable[[], bool] | None = None) -> list[Turn]:
        assert goes_on.wait(10)
        return real(bank, text, limit=limit, abandoned=abandoned)

    monkeypatch.setattr(Bank, "find_said", slow)
    async with app.run_test(size=(100, 30)) as pilot:
        await find(pilot, "heron")
        await wait_until(pilot, lambda: "Looking through everything" in screen_text(app))
        goes_on.set()
        await wait_until(pilot, lambda: "1 turn holds “heron”." in screen_text(app))


@pytest.mark.parametrize("typed", ['"', "*", "NEAR(", "AND OR NOT", "“”", "x" * 10_000, "(((", "\\", "%%%"])
async def test_nothing_that_is_typed_is_an_error(app: FriendApp, much: None, typed: str) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await find(pilot, "")
        screen.query_one(Input).value = typed
        await wait_until(pilot, lambda: "Nothing found for" in screen_text(app))


async def test_words_between_quotes_stand_together(app: FriendApp, much: None) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await find(pilot, '"found a"')
        await wait_until(pilot, lambda: "1 turn holds" in screen_text(app))
        await type_text(pilot, " heron")
        await wait_until(pilot, lambda: '1 turn holds “"found a" heron”' in screen_text(app))
