"""Off the record, only here, and what was sent, as a person meets them."""

from __future__ import annotations

from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.sent import SentScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import ScriptedCore, ScriptedModel, answered, ready, say, screen_text, wait_until


async def test_what_is_said_off_the_record_leaves_no_trace(
    app: FriendApp, core: ScriptedCore, emily: Profile
) -> None:
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "I like tea")
        await answered(pilot)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "nothing from here on is stored" in screen_text(app))
        assert "Emily · off the record · scripted" in screen_text(app)
        await say(pilot, "my secret")
        await answered(pilot, 2)
        await pilot.press("up")
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "I like tea")
        app.screen.query_one(Composer).write("")

        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "secret" not in screen_text(app))
        assert "I like tea" in screen_text(app)
        assert "Emily · scripted" in screen_text(app)
        await say(pilot, "on the record")
        await answered(pilot, 2)
    with_nothing = core.profiles().open(emily)
    assert [turn.query for turn in with_nothing.turns()] == ["I like tea", "on the record"]
    with_nothing.close()


async def test_the_first_words_of_a_day_go_from_the_screen_too_when_they_were_off_the_record(
    app: FriendApp,
) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "nothing from here on is stored" in screen_text(app))
        await say(pilot, "my secret")
        await answered(pilot)
        assert "nothing from here on is stored" in screen_text(app)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "secret" not in screen_text(app))


async def test_a_promise_asked_for_before_the_memories_are_open_stays_written(app: FriendApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        companion, screen.companion = screen.companion, None
        await say(pilot, "/off-record")
        await pilot.pause()
        assert screen.query_one(Composer).text == "/off-record"
        screen.companion = companion
        await pilot.press("enter")
        await wait_until(pilot, lambda: "nothing from here on is stored" in screen_text(app))


async def test_the_last_message_off_the_record_can_be_edited_and_removed(
    app: FriendApp, model: ScriptedModel
) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "/off-record")
        await say(pilot, "first")
        await answered(pilot)
        await pilot.press("f2")
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "first")
        app.screen.query_one(Composer).write("second")
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(model.prompts) == 2)
        await answered(pilot)
        assert "first" not in screen_text(app)
        await pilot.press("f8")
        await wait_until(pilot, lambda: not isinstance(app.screen, ChatScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: "second" not in screen_text(app))


async def test_what_was_sent_is_shown_word_for_word(app: FriendApp, model: ScriptedModel) -> None:
    model.destination = "api.example.org"
    async with app.run_test(size=(100, 60), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/sent")
        await wait_until(pilot, lambda: "Nothing has been said here yet." in screen_text(app))
        await say(pilot, "I like [b]tea[/b]")
        await answered(pilot)
        await say(pilot, "/sent")
        await wait_until(pilot, lambda: isinstance(app.screen, SentScreen))
        text = screen_text(app)
        assert "scripted · words are sent to api.example.org" in text
        assert "I like [b]tea[/b]" in text
        assert "temperature 1" in text
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


async def test_words_that_stay_here_are_not_given_to_a_model_elsewhere(
    app: FriendApp, model: ScriptedModel
) -> None:
    model.destination = "api.example.org"
    async with app.run_test(size=(110, 40), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/local-only")
        await wait_until(pilot, lambda: "Emily · only here · builtin" in screen_text(app))
        assert "Emily’s words stay on this machine" in screen_text(app)
        await say(pilot, "hello")
        await answered(pilot)
        assert model.prompts == []
        await say(pilot, "/local-only")
        await wait_until(pilot, lambda: "Emily · builtin" in screen_text(app))


async def test_a_model_elsewhere_does_not_even_open_for_whom_stays_here(
    app: FriendApp, core: ScriptedCore, emily: Profile, model: ScriptedModel
) -> None:
    model.destination = "api.example.org"
    bank = core.profiles().open(emily)
    bank.keep_here(True)
    bank.close()
    core.model = lambda name=None: model if name is None else ScriptedModel(name=name)  # type: ignore[method-assign]
    async with app.run_test(size=(110, 40)) as pilot:
        await ready(pilot)
        text = screen_text(app)
        assert "api.example.org" in text
        assert "The built-in companion stands in" in text
        assert "Emily · only here · builtin" in text
