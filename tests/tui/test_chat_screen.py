"""A conversation on the screen, over a real memory and a scripted model."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual import events
from textual.events import Key
from textual.pilot import Pilot

from siliconfriend.language import Language
from siliconfriend.memory.records import MemoryBankError, Profile, Turn, TurnState
from siliconfriend.models.base import UnreachableError
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.arrivals import Found
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.widgets.care_notice import CareNotice
from siliconfriend.tui.widgets.memory_line import MemoryLine
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


def chat(pilot: Pilot[None]) -> ChatScreen:
    assert isinstance(pilot.app.screen, ChatScreen)
    return pilot.app.screen


def stored(core: ScriptedCore, profile: Profile) -> list[Turn]:
    bank = core.profiles().open(profile)
    try:
        return bank.turns()
    finally:
        bank.close()


async def test_a_reply_streams_and_both_sides_are_stored(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    more = asyncio.Event()
    model.replies.append(["Good **mor", more, "ning**, Emily."])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "hello [b]you[/b]")
        await wait_until(pilot, lambda: "Good" in screen_text(app))
        assert "hello [b]you[/b]" in screen_text(app)
        assert composer(pilot).text == ""
        more.set()
        await answered(pilot)
        assert "Good morning, Emily." in screen_text(app)
        await pilot.press("ctrl+q")
    turn = stored(core, emily)[0]
    assert (turn.query, turn.response) == ("hello [b]you[/b]", "Good **morning**, Emily.")
    assert turn.state is TurnState.FINISHED


async def test_escape_stops_the_reply_and_keeps_what_arrived(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    model.replies.append(["Once upon", asyncio.Event(), " a time"])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "a story")
        await wait_until(pilot, lambda: "Once upon" in screen_text(app))
        await pilot.press("escape")
        await answered(pilot)
        assert "Once upon" in screen_text(app)
        assert "stopped" in screen_text(app)
        await say(pilot, "go on")
        await answered(pilot, turns=2)
    assert [(one.response, one.state) for one in stored(core, emily)] == [
        ("Once upon", TurnState.STOPPED),
        ("I hear you.", TurnState.FINISHED),
    ]


async def test_a_failed_reply_says_why_and_keeps_the_words(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    model.replies.append([UnreachableError(host="example.org")])
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "are you there")
        await answered(pilot)
        assert "example.org did not answer." in screen_text(app)
        assert "are you there" in screen_text(app)
    assert stored(core, emily)[0].state is TurnState.FAILED


async def test_a_turn_that_an_earlier_run_left_open_is_marked(
    app: FriendApp, core: ScriptedCore, emily: Profile, clock: Clock
) -> None:
    bank = core.profiles().open(emily)
    turn = bank.ask(bank.begin_conversation(clock()), "do you hear me", clock())
    bank.keep(turn.id, "I was about to")
    bank.close()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "I was about to" in screen_text(app)
        assert "interrupted" in screen_text(app)


async def test_what_was_remembered_stands_under_the_reply_and_opens(
    app: FriendApp,
    clock: Clock,
    emily: Profile,
    remember: Callable[..., None],
) -> None:
    remember(emily, ("My cat is called Miso", "What a lovely name."))
    clock.pass_days(3)
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+n")
        await say(pilot, "what is my cat called")
        await wait_until(pilot, lambda: pilot.app.screen.query(MemoryLine))
        assert "remembered: 12 May 2026 · My cat is called Miso" in screen_text(app)
        assert not pilot.app.screen.query("#pieces")
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: pilot.app.screen.query("#pieces"))
        await wait_until(pilot, lambda: "What a lovely name." in screen_text(app))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: not pilot.app.screen.query("#pieces"))


async def test_where_the_last_reply_recalled_nothing_it_says_so(
    app: FriendApp, clock: Clock, emily: Profile, remember: Callable[..., None]
) -> None:
    remember(emily, ("My cat is called Miso", "What a lovely name."))
    clock.pass_days(3)
    async with app.run_test(size=(80, 30), notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+n")
        await say(pilot, "what is my cat called")
        await answered(pilot)
        await say(pilot, "xyzzy")
        await answered(pilot, 2)
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: "Nothing was recalled for the last reply." in screen_text(app))
        assert not pilot.app.screen.query("#pieces")


async def test_nothing_remembered_shows_nothing(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        assert not pilot.app.screen.query(MemoryLine)


async def test_nothing_lies_over_where_help_is(app: FriendApp, model: ScriptedModel) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/nonsense")
        await wait_until(pilot, lambda: "There is no command /nonsense" in screen_text(app))
        composer(pilot).clear()
        await say(pilot, "I want to kill myself")
        await answered(pilot)
        await wait_until(pilot, lambda: "There is no command" not in screen_text(app))
        assert "findahelpline.com" in screen_text(app)


async def test_help_is_shown_before_the_reply_is_there(app: FriendApp, model: ScriptedModel) -> None:
    more = asyncio.Event()
    model.replies.append([more, "I am here."])
    async with app.run_test(size=(80, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "I want to kill myself")
        await wait_until(pilot, lambda: pilot.app.screen.query(CareNotice))
        assert "I am here." not in screen_text(app)
        assert composer(pilot).has_focus
        more.set()
        await answered(pilot)
        assert screen_text(app).index("I am here.") < screen_text(app).index("findahelpline.com")


async def test_a_long_reply_leaves_where_help_is_on_the_screen(app: FriendApp, model: ScriptedModel) -> None:
    model.replies.append(["\n\n".join(f"I am here, {number}." for number in range(30))])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "I want to kill myself")
        await answered(pilot)
        await wait_until(pilot, lambda: "I am here, 29." in screen_text(app))
        assert "What you wrote sounds very heavy" in screen_text(app)
        assert "findahelpline.com" in screen_text(app)


async def test_words_that_cannot_be_kept_go_back_to_the_composer(
    app: FriendApp, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(message: str, **_: object) -> None:
        raise MemoryBankError("no_key")

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        companion = chat(pilot).companion
        assert companion is not None
        monkeypatch.setattr(companion, "say", refuse)
        await say(pilot, "precious words")
        await wait_until(pilot, lambda: composer(pilot).text == "precious words")
        assert "No API key was found." in screen_text(app)
        assert not pilot.app.screen.query(TurnView)
        monkeypatch.undo()
        await pilot.press("enter")
        await answered(pilot)
        assert [prompt.message for prompt in model.prompts] == ["precious words"]


async def test_an_unforeseen_fault_is_a_sentence_and_the_next_message_works(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(message: str, **_: object) -> None:
        raise RuntimeError("never shown")

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        companion = chat(pilot).companion
        assert companion is not None
        with monkeypatch.context() as patched:
            patched.setattr(companion, "say", break_down)
            await say(pilot, "one")
            await wait_until(pilot, lambda: "Something went wrong" in screen_text(app))
        assert "never shown" not in screen_text(app)
        await wait_until(pilot, lambda: composer(pilot).text == "one")
        await pilot.press("enter")
        await answered(pilot)


async def test_a_new_conversation_is_divided_and_forgets_the_turns_before(
    app: FriendApp, model: ScriptedModel
) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "alpha")
        await answered(pilot)
        await pilot.press("ctrl+n")
        assert "a new conversation" in screen_text(app)
        await say(pilot, "beta")
        await answered(pilot, turns=2)
    assert not any("alpha" in message.content for message in model.prompts[1].messages[1:-1])


async def test_clicks_while_text_streams_do_no_harm(app: FriendApp, model: ScriptedModel) -> None:
    """Textual's issue 6643: a click on words that have just been replaced broke the app."""
    gate = asyncio.Event()
    model.replies.append(["one paragraph\n\nanother one", gate, "\n\n- a list"])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "click")
        await wait_until(pilot, lambda: "another one" in screen_text(app))
        paragraph = app.screen.query(".said").last()
        x, y = paragraph.content_region.offset
        with (
            app.batch_update()
        ):  # as when a part of a long reply is folded: gone from the tree, still on the screen
            await paragraph.remove()
            for kind in (events.MouseDown, events.MouseMove, events.MouseUp):
                await app.on_event(kind(None, x, y, 1, 0, 1, False, False, False, x, y))
                await pilot.pause()
        gate.set()
        await answered(pilot)
        assert "a list" in screen_text(app)


async def test_leaving_stops_and_stores_the_reply(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    model.replies.append(["half a sen", asyncio.Event()])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "tell me")
        await wait_until(pilot, lambda: "half a sen" in screen_text(app))
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: not app.is_running or app._exit)
    turn = stored(core, emily)[0]
    assert (turn.response, turn.state) == ("half a sen", TurnState.STOPPED)


async def test_the_screen_speaks_the_profiles_language(core: ScriptedCore, clock: Clock) -> None:
    core.profiles().create("小雨", Language.CN, clock())
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "你好")
        await answered(pilot)
        text = screen_text(app)
    assert "2026年5月12日 星期二" in text
    assert "内容不离开本机" in text
    assert "小雨" in text


async def test_what_is_typed_before_the_profile_is_open_waits(
    app: FriendApp, core: ScriptedCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    gate, open_ = threading.Event(), core.open

    def slow(profile: Profile) -> Found:
        gate.wait(10)
        return open_(profile)

    monkeypatch.setattr(core, "open", slow)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await type_text(pilot, "early")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "waiting to be sent" in screen_text(app))
        gate.set()
        await answered(pilot)


async def test_letters_find_the_composer_from_anywhere(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("tab")
        assert not composer(pilot).has_focus
        await type_text(pilot, "你好")
        assert composer(pilot).has_focus
        assert composer(pilot).text == "你好"


async def test_keys_on_their_way_while_the_composer_gets_the_focus_are_not_lost(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.screen.set_focus(None)  # as in a browser, before the first click
        for key, letter in (("M", "M"), ("y", "y"), ("space", " "), ("c", "c"), ("enter", "\r")):
            app.screen._forward_event(Key(key, letter))
            await pilot.pause()
        await answered(pilot)
        assert app.screen.query_one(TurnView).query_text == "My c"


@pytest.mark.parametrize("size", [(20, 5), (10, 3), (1, 1), (80, 24), (200, 60)])
async def test_any_size_holds(app: FriendApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        await pilot.resize_terminal(*size)
        await pilot.press("f1")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert app.is_running


async def test_that_a_message_was_too_long_for_the_model_is_said(app: FriendApp, model: ScriptedModel) -> None:
    model.context_tokens = 2000
    async with app.run_test(size=(120, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "short")
        await answered(pilot)
        assert "too long for this model" not in screen_text(app)
        composer(pilot).write("one long story " * 900)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "It is kept whole." in " ".join(screen_text(app).split()))
        assert model.prompts[-1].shortened
