"""Another person and back: what was sent is known, nothing goes without a word, the transcript is the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.sent import Sending
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.core import TURNS_AT_FIRST
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.forget import ForgetScreen
from siliconfriend.tui.screens.profiles import ProfilesScreen
from siliconfriend.tui.screens.sent import SentScreen
from siliconfriend.tui.widgets.divider import Divider
from siliconfriend.tui.widgets.transcript import Transcript
from siliconfriend.tui.widgets.turn_view import TurnView
from tests.tui.scripted import (
    Clock,
    ScriptedCore,
    ScriptedModel,
    answered,
    composer,
    ready,
    say,
    screen_text,
    type_text,
    wait_until,
)
from tests.tui.test_another_language import speak_chinese


@pytest.fixture
def ada(core: ScriptedCore, emily: Profile, clock: Clock) -> Profile:
    """Somebody else."""
    return core.profiles().create("Ada", Language.EN, clock())


@pytest.fixture
def app(core: ScriptedCore, emily: Profile, ada: Profile) -> FriendApp:
    """The app, with Emily's conversation."""
    return FriendApp(core, "Emily")


async def change_to(pilot: Pilot[None], who: Profile) -> None:
    app = pilot.app
    assert isinstance(app, FriendApp)
    here = app.screen
    app.chat_with(who)
    await wait_until(pilot, lambda: app.screen is not here and isinstance(app.screen, ChatScreen))
    await ready(pilot)


def sent(pilot: Pilot[None]) -> Sending:
    screen = pilot.app.screen
    assert isinstance(screen, ChatScreen)
    assert screen.companion is not None
    return screen.companion.sent


def ids(pilot: Pilot[None]) -> list[int]:
    return [view.turn.id for view in pilot.app.screen.query(TurnView) if view.turn]


def lines(pilot: Pilot[None]) -> list[str]:
    """The transcript's turns, and what stands between them."""
    shown = pilot.app.screen.query_one(Transcript).children
    return [
        one.query_text if isinstance(one, TurnView) else "--"
        for one in shown
        if isinstance(one, TurnView | Divider)
    ]


async def test_what_was_sent_last_is_still_known_and_to_nobody_else(
    app: FriendApp, emily: Profile, ada: Profile
) -> None:
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "I like tea")
        await answered(pilot)
        await say(pilot, "and cake")
        await answered(pilot, 2)
        first, last = ids(pilot)
        await change_to(pilot, ada)
        assert sent(pilot).get(last) is None
        await say(pilot, "/sent")
        await wait_until(pilot, lambda: "Nothing has been said here yet." in screen_text(app))
        await change_to(pilot, emily)
        assert sent(pilot).get(first) is None
        await say(pilot, "/sent")
        await wait_until(pilot, lambda: isinstance(app.screen, SentScreen))
        assert "and cake" in screen_text(app)


async def test_what_was_sent_off_the_record_goes_with_the_conversation(
    app: FriendApp, emily: Profile, ada: Profile
) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "I like tea")
        await answered(pilot)
        await say(pilot, "/off-record")
        await say(pilot, "my secret")
        await answered(pilot, 2)
        kept, off = ids(pilot)
        known = sent(pilot)
        assert known.get(off) is not None
        await change_to(pilot, ada)
        assert known.get(off) is None
        await change_to(pilot, emily)
        assert sent(pilot).get(kept) is not None
        await say(pilot, "/off-record")
        await say(pilot, "another secret")
        await answered(pilot, 2)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "secret" not in screen_text(app))
        assert sent(pilot).get(off) is None
        await say(pilot, "/sent")
        await wait_until(pilot, lambda: isinstance(app.screen, SentScreen))
        assert "I like tea" in screen_text(app)


async def test_what_was_sent_is_not_kept_over_a_deletion(app: FriendApp, emily: Profile, ada: Profile) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "I like tea")
        await answered(pilot)
        (turn,) = ids(pilot)
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        assert screen.companion is not None
        memory = screen.companion.bank.memories.of_turn(turn)
        assert memory is not None
        screen.companion.bank.begin_deleting([memory.id], screen.companion.clock())
        screen.delete_soon([memory.id])
        await change_to(pilot, ada)
        await change_to(pilot, emily)
        assert sent(pilot).get(turn) is None


async def test_the_desk_of_somebody_who_was_deleted_is_cleared(
    app: FriendApp, emily: Profile, ada: Profile
) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await change_to(pilot, ada)
        assert emily.id in app._desks
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(app.screen, ProfilesScreen) and "Emily" in screen_text(app))
        screen = app.screen
        assert isinstance(screen, ProfilesScreen)
        screen._delete_if(emily, True)
        await wait_until(pilot, lambda: emily.id not in app._desks)
        assert ada.id in app._desks


@pytest.mark.parametrize("what", ["waiting", "written"])
async def test_words_that_are_kept_nowhere_are_not_let_go_without_a_question(
    app: FriendApp, emily: Profile, ada: Profile, model: ScriptedModel, what: str
) -> None:
    model.replies.append(["One", asyncio.Event()])
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "/off-record")
        if what == "waiting":
            await say(pilot, "first")
            await wait_until(pilot, lambda: "One" in screen_text(app))
            await say(pilot, "my secret")
        else:
            composer(pilot).write("my secret")
        here = app.screen
        assert isinstance(here, ChatScreen)
        for leave in (lambda: app.chat_with(ada), app.action_quit):
            result = leave()
            if result is not None:
                await result
            await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
            assert "is kept nowhere" in screen_text(app)
            await pilot.press("escape")
            await wait_until(pilot, lambda: app.screen is here)
            assert "my secret" in (here.waiting, composer(pilot).text)
        app.chat_with(ada)
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and app.screen is not here)
        await ready(pilot)
        assert composer(pilot).text == ""
        await change_to(pilot, emily)
        assert composer(pilot).text == ""


async def test_on_the_record_nobody_is_asked(app: FriendApp, emily: Profile, ada: Profile) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        composer(pilot).write("a draft")
        await change_to(pilot, ada)
        await change_to(pilot, emily)
        assert composer(pilot).text == "a draft"


async def off_the_record_and_back(pilot: Pilot[None]) -> None:
    await say(pilot, "/off-record")
    await say(pilot, "/off-record")
    await wait_until(pilot, lambda: not pilot.app.screen.has_class("off-record"))


async def begun_anew_and_removed(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+n")
    await say(pilot, "regretted")
    await answered(pilot, 2)
    await pilot.press("f8")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen))
    await pilot.press("down", "enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChatScreen) and len(ids(pilot)) == 1)


@pytest.mark.parametrize("before", [off_the_record_and_back, begun_anew_and_removed])
async def test_where_a_new_conversation_begins_is_said_at_once(
    app: FriendApp, emily: Profile, ada: Profile, before: Callable[[Pilot[None]], Awaitable[None]]
) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "first")
        await answered(pilot)
        await before(pilot)
        await say(pilot, "second")
        await answered(pilot, 2)
        await say(pilot, "third")
        await answered(pilot, 3)
        assert lines(pilot) == ["--", "first", "--", "second", "third"]
        await change_to(pilot, ada)
        await change_to(pilot, emily)
        assert lines(pilot) == ["--", "first", "--", "second", "third"]


@pytest.mark.parametrize("how", ["restart", "killed", "another person"])
async def test_a_conversation_that_was_begun_goes_on_as_a_new_one(
    core: ScriptedCore, app: FriendApp, emily: Profile, ada: Profile, model: ScriptedModel, how: str
) -> None:
    """Nothing was said in it yet; whoever presses the keys twice begins one."""

    async def goes_on(pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: lines(pilot)[-2:] == ["as it was", "--"])
        await pilot.press("f2")
        assert composer(pilot).text == ""
        await say(pilot, "something else")
        await answered(pilot, 2)
        assert lines(pilot)[-3:] == ["as it was", "--", "something else"]
        assert "as it was" not in [one.content for one in model.prompts[1].messages]

    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "as it was")
        await answered(pilot)
        chat = app.screen
        assert isinstance(chat, ChatScreen)
        await pilot.press("ctrl+n", "ctrl+n")
        await wait_until(pilot, lambda: chat.bank.latest_conversation() == 2)
        if how == "another person":
            await change_to(pilot, ada)
            await change_to(pilot, emily)
            await goes_on(pilot)
        elif how == "restart":
            await chat.leave()
    if how != "another person":
        again = FriendApp(core, "Emily")
        async with again.run_test(size=(100, 24)) as pilot:
            await ready(pilot)
            await goes_on(pilot)
    bank = core.profiles().open(emily)
    assert [turn.conversation for turn in bank.turns()] == [1, 2]
    bank.close()


async def test_whoever_comes_back_is_at_the_newest_words(
    app: FriendApp,
    emily: Profile,
    ada: Profile,
    remember: Callable[..., None],
) -> None:
    """Whatever is laid out after them: the line of a new conversation, earlier turns, a draft of several lines."""
    remember(emily, *((f"thing {number}", f"reply {number}\n\nand more\n\n- one\n- two") for number in range(45)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+n")
        composer(pilot).write("one line\nanother\nand a third")
        await change_to(pilot, ada)
        await change_to(pilot, emily)
        assert composer(pilot).text == "one line\nanother\nand a third"
        shown = app.screen.query_one(Transcript)
        await wait_until(pilot, lambda: len(ids(pilot)) > TURNS_AT_FIRST)
        assert shown.scroll_y == shown.max_scroll_y > 0


async def test_a_reply_that_leaving_stopped_says_so_once(
    app: FriendApp, emily: Profile, ada: Profile, model: ScriptedModel
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        model.replies.append(["It began", asyncio.Event()])
        await say(pilot, "tell me a long story")
        await wait_until(pilot, lambda: "It began" in screen_text(app))
        await change_to(pilot, ada)
        assert "stopped" not in screen_text(app)
        await change_to(pilot, emily)
        assert "It began" in screen_text(app)
        assert "not finished when you left, so it stopped here" in screen_text(app)
        await change_to(pilot, ada)
        await change_to(pilot, emily)
        assert "when you left" not in screen_text(app)


async def broken_off(pilot: Pilot[None], model: ScriptedModel, emily: Profile, ada: Profile) -> None:
    """A reply that stands, and below it one that leaving stopped."""
    await say(pilot, "I like tea")
    await answered(pilot)
    model.replies.append(["It began", asyncio.Event()])
    await say(pilot, "tell me a long story")
    await wait_until(pilot, lambda: "It began" in screen_text(pilot.app))
    await change_to(pilot, ada)
    await change_to(pilot, emily)
    await wait_until(pilot, lambda: "when you left" in screen_text(pilot.app))


async def removed(pilot: Pilot[None]) -> None:
    await pilot.press("f8")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen))
    await pilot.press("down", "enter")


async def asked_again(pilot: Pilot[None]) -> None:
    await pilot.press("f5")


async def edited(pilot: Pilot[None]) -> None:
    await pilot.press("f2")
    await type_text(pilot, " please")
    await pilot.press("enter")


async def forgotten(pilot: Pilot[None]) -> None:
    await say(pilot, "/forget story")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ForgetScreen))
    await pilot.press("enter", "down", "enter")


@pytest.mark.parametrize("goes", [removed, asked_again, edited, forgotten])
async def test_that_leaving_stopped_a_reply_is_said_no_longer_than_it_is_there(
    app: FriendApp,
    emily: Profile,
    ada: Profile,
    model: ScriptedModel,
    goes: Callable[[Pilot[None]], Awaitable[None]],
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        await broken_off(pilot, model, emily, ada)
        await goes(pilot)
        await wait_until(pilot, lambda: "It began" not in screen_text(app))
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert "when you left" not in screen_text(app)
        assert "I like tea" in screen_text(app)


async def test_that_leaving_stopped_a_reply_is_not_said_of_an_earlier_one(
    core: ScriptedCore, app: FriendApp, emily: Profile, ada: Profile, model: ScriptedModel
) -> None:
    """It was removed elsewhere meanwhile."""
    async with app.run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "I like tea")
        await answered(pilot)
        model.replies.append(["It began", asyncio.Event()])
        await say(pilot, "tell me a long story")
        await wait_until(pilot, lambda: "It began" in screen_text(app))
        await change_to(pilot, ada)
        bank = core.profiles().open(emily)
        bank.remove_turn(bank.turns(limit=1)[0].id)
        bank.close()
        await change_to(pilot, emily)
        assert "I like tea" in screen_text(app)
        assert "when you left" not in screen_text(app)


async def test_that_leaving_stopped_a_reply_is_said_in_another_language_too(
    app: FriendApp, emily: Profile, ada: Profile, model: ScriptedModel
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        await broken_off(pilot, model, emily, ada)
        await speak_chinese(pilot)
        await wait_until(pilot, lambda: "这条回复还没写完" in screen_text(app))
