"""Thinking things over on the screen: asked for, by itself, never in the way of a reply."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing

import pytest
from msgspec.structs import replace
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import OptionList

from siliconfriend.language import Language
from siliconfriend.memory.records import Kind, Profile, TurnState
from siliconfriend.reflection.reflector import Reflector
from siliconfriend.settings import ReflectionSettings, Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.chat import reflecting
from siliconfriend.tui.screens.agree import AgreeScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.forget import ForgetScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import (
    Clock,
    ScriptedCore,
    ScriptedModel,
    answered,
    composer,
    ready,
    say,
    screen_text,
    wait_until,
)

Remember = Callable[..., None]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reflecting, "QUIET_SECONDS", 0.01)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the greeting."""
    return replace(settings, reflection=ReflectionSettings())


@pytest.fixture
def by_hand(core: ScriptedCore) -> None:
    """Nothing by itself, no greeting."""
    quiet = ReflectionSettings(automatic=False, greeting=False)
    core.settings = replace(core.settings, reflection=quiet)


def kept(app: FriendApp, kind: Kind = Kind.SUMMARY) -> list[str]:
    companion = app.screen.companion  # type: ignore[attr-defined] # the chat screen
    return [one.query for one in companion.bank.list_memories(kind=kind)] if companion else []


def burst(app: FriendApp, *keys: str) -> None:
    """Before any of them is handled."""
    for key in keys:
        app.post_message(Key("space" if key == " " else key, key if len(key) == 1 else None))


@pytest.mark.usefixtures("by_hand")
async def test_asked_for(app: FriendApp, model: ScriptedModel, emily: Profile, remember: Remember) -> None:
    remember(emily, ("I have a dog called Rex", "Lovely"))
    gate = asyncio.Event()
    model.replies = [("Emily has ", gate, "a dog."), ("Fond of Rex.",), ("A dog.",), ("Kind.",)]
    async with app.run_test(notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/summarize")
        await wait_until(pilot, lambda: "Thinking over 12 May 2026 · 1/4" in screen_text(app))
        gate.set()
        await wait_until(pilot, lambda: "Thought over one day." in screen_text(app))
        assert kept(app) == ["Emily has a dog."]
        await say(pilot, "/summarize")
        await wait_until(pilot, lambda: "Everything has been thought over" in screen_text(app))
        assert len(model.prompts) == 4


@pytest.mark.usefixtures("by_hand")
async def test_where_nothing_was_said_nothing_is_said_to_be_thought_over(app: FriendApp) -> None:
    async with app.run_test(notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/summarize")
        await wait_until(pilot, lambda: "Nothing has been said here yet." in screen_text(app))
        assert "thought over" not in screen_text(app)


@pytest.mark.usefixtures("by_hand")
async def test_a_message_comes_first_and_thinking_goes_on_after(
    app: FriendApp, model: ScriptedModel, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("I have a dog called Rex", "Lovely"))
    model.replies = [("Half of a", asyncio.Event()), ("Hello!",)]
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "/summarize")
        await wait_until(pilot, lambda: len(model.prompts) == 1)
        await say(pilot, "Good morning")
        await answered(pilot, 2)
        assert model.prompts[1].message == "Good morning"
        await wait_until(pilot, lambda: len(kept(app)) == 1)
        assert len(model.prompts) >= 4


@pytest.mark.usefixtures("by_hand")
async def test_escape_stops_it(app: FriendApp, model: ScriptedModel, emily: Profile, remember: Remember) -> None:
    remember(emily, ("I have a dog called Rex", "Lovely"))
    model.replies = [("Half of a", asyncio.Event())]
    async with app.run_test(notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/summarize")
        await wait_until(pilot, lambda: "Thinking over" in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Stopped." in screen_text(app))
        assert "Thinking over" not in screen_text(app)
        assert kept(app) == []


async def test_by_itself_when_a_day_has_ended(
    app: FriendApp, model: ScriptedModel, clock: Clock, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("I have a dog called Rex", "Lovely"))
    clock.pass_days(1)
    async with app.run_test() as pilot:
        await ready(pilot)
        await wait_until(pilot, lambda: len(kept(app)) == 1)
        await wait_until(pilot, lambda: len(model.prompts) == 4)


async def test_by_itself_it_never_pays_unless_that_was_agreed_to(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, clock: Clock, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("I have a dog called Rex", "Lovely"))
    clock.pass_days(1)
    model.destination = "api.example.com"
    async with app.run_test() as pilot:
        await ready(pilot)
        await wait_until(pilot, lambda: "/summarize" in screen_text(app))
        assert "about 4 short questions" in " ".join(screen_text(app).split())
        assert model.prompts == []
        await say(pilot, "/summarize")
        await wait_until(pilot, lambda: isinstance(app.screen, AgreeScreen))
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, AgreeScreen))
        assert model.prompts == []
        await say(pilot, "/summarize")
        await wait_until(pilot, lambda: isinstance(app.screen, AgreeScreen))
        await pilot.press("down", "down", "enter")
        await wait_until(pilot, lambda: len(model.prompts) == 4)
        await wait_until(pilot, lambda: len(kept(app)) == 1)
    bank = core.profiles().open(emily)
    assert bank.agreed_to_pay("api.example.com")
    bank.close()


async def test_a_portrait_alone_is_not_paid_for_without_a_question_either(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, clock: Clock, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("I have a dog called Rex", "Lovely"))
    clock.pass_days(1)
    bank = core.profiles().open(emily)
    await Reflector(bank, model, core.settings, clock).run()
    for one in bank.list_memories(kind=Kind.SUMMARY):
        bank.memories.set_text(one.id, "A dog.")
    bank.close()
    model.destination = "api.example.com"
    model.prompts.clear()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await wait_until(pilot, lambda: "The portrait is not up to date yet. /summarize" in screen_text(app))
        await say(pilot, "/summarize")
        await wait_until(pilot, lambda: isinstance(app.screen, AgreeScreen))
        assert "The portrait is not up to date yet." in screen_text(app)
        assert "2 short questions" in " ".join(screen_text(app).replace("│", " ").split())
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, AgreeScreen))
        assert model.prompts == []
        await say(pilot, "/summarize")
        await wait_until(pilot, lambda: isinstance(app.screen, AgreeScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: len(model.prompts) == 1)


async def test_a_greeting_on_return_once_and_the_model_is_told(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, clock: Clock, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("I have a job interview at the observatory on Thursday.", "Good luck"))
    clock.pass_days(4)
    bank = core.profiles().open(emily)
    bank.agree_to_pay("nowhere")
    bank.close()
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: "How did it go?" in screen_text(app))
        await wait_until(pilot, lambda: len(model.prompts) == 4)
        await say(pilot, "It went well")
        await answered(pilot, 2)
        assert "How did it go?" in model.prompts[-1].messages[-1].content
    again = FriendApp(core)
    async with again.run_test() as pilot:
        await ready(pilot)
        await pilot.pause()
        assert "How did it go?" not in screen_text(again)


@pytest.mark.usefixtures("by_hand")
async def test_forget_shows_asks_and_deletes(
    app: FriendApp, emily: Profile, remember: Remember, settings: Settings
) -> None:
    remember(emily, ("I have a dog called Rex", "Lovely"), ("The dog is ill", "Oh"), ("I like tea", "Me too"))
    async with app.run_test(notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/forget unicorns")
        await wait_until(pilot, lambda: "Nothing is remembered" in screen_text(app))
        await say(pilot, "/forget dog Rex")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetScreen))
        assert "Delete this memory for good" in screen_text(app)
        assert "The dog is ill" in screen_text(app)
        lines = [one for one in screen_text(app).splitlines() if "2026  " in one]
        assert [("✓" in one, "X" in one) for one in lines] == [(True, False), (False, False)]
        await pilot.press("tab", "down", "enter")
        await wait_until(pilot, lambda: "Forgotten: 1" in screen_text(app))
        assert "called Rex" not in screen_text(app)
        assert "The dog is ill" in screen_text(app)


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize("before", [0, 3, 8])
async def test_what_is_typed_behind_forget_is_a_draft_and_ticks_nothing(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile, remember: Remember, before: int
) -> None:
    remember(emily, ("I have a dog called Rex", "Lovely"), ("The dog is ill", "Oh"))
    async with app.run_test(notifications=True) as pilot:
        await ready(pilot)
        room = app.screen
        words = "so it is "
        burst(app, *"/forget dog Rex", "enter", *words[:before])
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetScreen))
        burst(app, *words[before:], "enter")
        await wait_until(pilot, lambda: room.query_one(Composer).text == words)
        await pilot.pause()
        assert isinstance(app.screen, ForgetScreen)  # neither list took the Enter
        lines = [one for one in screen_text(app).splitlines() if "2026  " in one]
        assert ["✓" in one for one in lines] == [True, False]
        await pilot.press("down", "down", "space")
        await wait_until(pilot, lambda: "Delete 2 memories" in screen_text(app))
        await pilot.press("escape")
        assert room.query_one(Composer).text == words
    assert not model.prompts


@pytest.mark.usefixtures("by_hand")
async def test_forget_shows_and_deletes_the_reply_that_repeats_it(
    app: FriendApp, core: ScriptedCore, emily: Profile, remember: Remember, clock: Clock
) -> None:
    remember(emily, ("I have a dog called Rex", "Lovely"))
    with closing(core.profiles().open(emily)) as bank:
        turn = bank.ask(bank.begin_conversation(clock()), "I like tea", clock())
        reply = "You said: a dog called Rex."
        bank.answer(turn.id, reply, state=TurnState.FINISHED, now=clock(), model="builtin", echo=True)
    async with app.run_test(notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/forget Rex")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetScreen))
        assert f"reply to “I like tea”: {reply}" in screen_text(app)
        await pilot.press("tab", "down", "enter")
        await wait_until(pilot, lambda: "Forgotten: 2" in screen_text(app))
        assert "called Rex" not in screen_text(app)


@pytest.mark.usefixtures("by_hand")
async def test_forget_shows_and_deletes_what_is_not_true_as_well(
    app: FriendApp, core: ScriptedCore, emily: Profile, clock: Clock
) -> None:
    with closing(core.profiles().open(emily)) as bank:
        bank.retract("I am in love with Quarky", clock())
        bank.retract("I love cheese", clock())
    async with app.run_test(notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/forget love quarky")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetScreen))
        lines = [one for one in screen_text(app).splitlines() if "2026  " in one]
        assert [("not true: “I am in love with Quarky”" in one, "✓" in one) for one in lines] == [
            (True, True),
            (False, False),
        ]
        await pilot.press("tab", "down", "enter")
        await wait_until(pilot, lambda: "Forgotten: 1, with what you had said is not true." in screen_text(app))
        assert isinstance(app.screen, ChatScreen)
        assert [one.text for one in app.screen.bank.retracted()] == ["I love cheese"]


async def not_true(pilot: Pilot[None]) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen))
    await pilot.press("down", "enter")


@pytest.mark.usefixtures("by_hand")
async def test_retract_keeps_a_rule(app: FriendApp, core: ScriptedCore, emily: Profile) -> None:
    async with app.run_test(notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/retract I am afraid of dogs")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("escape")
        await wait_until(pilot, lambda: composer(pilot).text == "/retract I am afraid of dogs")
        await pilot.press("enter")
        await not_true(pilot)
        await wait_until(pilot, lambda: "Understood: that is not true." in screen_text(app))
    bank = core.profiles().open(emily)
    assert bank.portrait().retracted == ("I am afraid of dogs",)
    bank.close()


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize(
    ("language", "command", "words", "question", "answer", "none"),
    [
        (
            *(Language.EN, "/retract My car is BLUE and very old", "My car is blue and very old."),
            *(
                "What colour is my car?",
                "The memory in which you said it is never recalled again",
                "in F6 you find",
            ),
        ),
        (
            *(Language.CN, "/不是真的 我对芒果过敏。", "我对芒果过敏"),
            *("我对什么过敏？", "你说过这句话的那条记忆以后也不会再想起", "可以在记忆册（F6）里找到"),
        ),
    ],
)
async def test_what_is_not_true_is_not_recalled(
    model: ScriptedModel,
    core: ScriptedCore,
    clock: Clock,
    emily: Profile,
    remember: Remember,
    language: Language,
    command: str,
    words: str,
    question: str,
    answer: str,
    none: str,
) -> None:
    who = emily if language is Language.EN else core.profiles().create("王小明", language, clock())
    remember(who, (words, "Oh"))
    remember(who, ("Hello", "Hi"))  # in another conversation
    app = FriendApp(core, who.name)

    def told() -> str:
        return " ".join(str(one.message) for one in app._notifications)

    async with app.run_test(notifications=True, size=(120, 40)) as pilot:
        await ready(pilot)
        await say(pilot, command)
        await not_true(pilot)
        await wait_until(pilot, lambda: answer in told())
        await say(pilot, command.split()[0] + " XYZ")
        await not_true(pilot)
        await wait_until(pilot, lambda: none in told())
        await say(pilot, question)
        await answered(pilot)
    assert model.prompts[-1].recalled == ()


async def test_a_greeting_goes_with_the_words_it_quotes(
    app: FriendApp, clock: Clock, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("I adopted a one-eyed cat called Biscuit.", "Lovely"))
    clock.pass_days(4)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: "How are things with that now?" in " ".join(screen_text(app).split()))
        await say(pilot, "/forget Biscuit")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetScreen))
        await pilot.press("tab", "down", "enter")
        await wait_until(pilot, lambda: "Biscuit" not in screen_text(app))
        assert "How are things" not in screen_text(app)


@pytest.mark.usefixtures("by_hand")
async def test_forget_begins_with_nothing_to_delete_where_nothing_is_ticked(
    app: FriendApp, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("The dog is ill", "Oh"))
    async with app.run_test(notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/forget dog Rex")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetScreen))
        assert "Delete: nothing is chosen" in screen_text(app)
        answers = app.screen.query_one("#answers", OptionList)
        assert answers.get_option("delete").disabled
        await pilot.press("space")
        assert "Delete this memory for good" in screen_text(app)
        assert not answers.get_option("delete").disabled


@pytest.mark.usefixtures("by_hand")
async def test_enter_among_what_may_be_forgotten_goes_on_to_the_answers_and_unticks_nothing(
    app: FriendApp, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("I have a dog called Rex", "Lovely"), ("The dog is ill", "Oh"))
    async with app.run_test(notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/forget dog Rex")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetScreen))
        await pilot.press("down", "space", "enter")
        assert "Delete 2 memories" in screen_text(app)
        answers = app.screen.query_one("#answers", OptionList)
        assert answers.has_focus
        assert answers.highlighted == 0  # where nothing goes: a key held down deletes nothing
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "Forgotten: 2" in screen_text(app))
