"""Commands by name, in either language, and what is not one."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from textual import events

from siliconfriend.language import Language, words
from siliconfriend.memory.records import Kind
from siliconfriend.models.offers import Kind as OfferKind
from siliconfriend.models.offers import Offer
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.commands import COMMANDS, Command, command
from siliconfriend.tui.core import STAND_IN
from siliconfriend.tui.messages import ModelChosen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.help import HelpScreen
from siliconfriend.tui.slash import call, matching, names, parse
from siliconfriend.tui.slips import nearest
from siliconfriend.tui.widgets.command_hints import CommandHints
from siliconfriend.tui.widgets.status_line import StatusLine
from tests.tui.scripted import (
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

NAMED = [one for one in COMMANDS if one.named]


def test_no_name_means_two_things() -> None:
    assert max(Counter(name for one in NAMED for name in set(names(one))).values()) == 1


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("one", NAMED, ids=lambda one: one.id)
def test_every_name_calls_its_command(one: Command, language: Language) -> None:
    found = parse(call(words(language), one) + (" x" if one.argument else ""))
    assert found is not None
    assert (found.command, found.argument) == (one, "x" if one.argument else "")


@pytest.mark.parametrize("text", ["/new", "/NEW ", "／new", "、新对话", "/新对话"])
def test_it_may_be_written_in_several_ways(text: str) -> None:
    found = parse(text)
    assert found is not None
    assert found.command is command("new_conversation")


@pytest.mark.parametrize(
    "text",
    [
        "/etc/hosts",
        " /new",
        "/new ideas are what I need",
        "//",
        "// a",
        "/",
        "/ hello",
        "a /new",
        "/usr/bin is a folder",
        "/24 is a prefix",
        "/^_^/ hi",
        "、好",
    ],
)
def test_what_is_said_is_no_command(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "name", "near"),
    [
        ("/regnerate", "regnerate", ""),
        ("/forgte my secret", "forgte", "forget"),
        ("/retarct I have a cat", "retarct", "retract"),
        ("/Forget: my secret", "Forget:", "forget"),
        ("/off-recrod\nmy secret", "off-recrod", "off-record"),
        ("／忘记 袋鼠", "忘记", "忘掉"),
        ("/language en", "language", ""),
        ("/забыть секрет", "забыть", ""),
    ],
)
def test_an_unknown_name_is_a_slip(text: str, name: str, near: str) -> None:
    found = parse(text)
    assert found is not None
    assert (found.command, found.name) == (None, name)
    assert nearest(name) == near


def test_names_are_found_as_they_are_written() -> None:
    assert matching("/") == NAMED
    assert command("remember") in matching("/re")
    assert command("remove") in matching("/re")
    assert matching("/新") == [command("new_conversation")]
    assert matching("/new ") == matching("new") == matching("/zzz") == []


async def test_tab_completes_enter_runs_and_escape_closes(app: FriendApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        hints = app.screen.query_one(CommandHints)
        await type_text(pilot, "/hel")
        await wait_until(pilot, lambda: hints.open)
        assert "/help" in screen_text(app)
        await pilot.press("escape")
        assert not hints.open
        await pilot.press("backspace")
        await wait_until(pilot, lambda: hints.open)
        await pilot.press("tab")
        assert composer(pilot).text == "/help "
        await wait_until(pilot, lambda: not hints.open)
        composer(pilot).write("/he")
        await wait_until(pilot, lambda: hints.open)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape")
        assert composer(pilot).text == ""


async def test_enter_means_what_stands_there_however_fast_it_was_written(app: FriendApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        hints = app.screen.query_one(CommandHints)
        await type_text(pilot, "/rem")
        await wait_until(pilot, lambda: hints.chosen is command("remove"))
        keys = composer(pilot)
        for char in "ember Ann is my aunt":
            keys.post_message(events.Key("space" if char == " " else char, char))
        keys.post_message(events.Key("enter", "\r"))
        await wait_until(pilot, lambda: not composer(pilot).text)
        assert isinstance(app.screen, ChatScreen)
        chat = app.screen
        await wait_until(pilot, lambda: "Ann is my aunt" in [one.query for one in chat.bank.list_memories()])


async def test_the_arrows_choose_among_the_hints(app: FriendApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await type_text(pilot, "/")
        hints = app.screen.query_one(CommandHints)
        await wait_until(pilot, lambda: hints.open)
        for _ in NAMED:
            assert hints.chosen is not None
            assert call(words(Language.EN), hints.chosen) in screen_text(app)
            await pilot.press("down")
        assert hints.chosen is NAMED[0]
        await pilot.press("up")
        assert hints.chosen is NAMED[-1]


@pytest.mark.parametrize("slip", ["/regnerate", "/forgte my secret", "/忘记 袋鼠"])
async def test_a_slip_stays_in_the_composer_until_it_is_sent_once_more(
    app: FriendApp, model: ScriptedModel, slip: str
) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        composer(pilot).write(slip)
        await pilot.press("enter")
        await wait_until(pilot, lambda: f"There is no command {slip.split()[0]}" in screen_text(app))
        assert composer(pilot).text == slip
        assert not model.prompts
        await pilot.press("enter")
        await answered(pilot)
        assert [prompt.message for prompt in model.prompts] == [slip]
        assert composer(pilot).text == ""


async def test_a_slip_that_was_written_on_is_not_sent_either(app: FriendApp, model: ScriptedModel) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)

        def told() -> int:
            return screen_text(app).count("There is no command /forgte")

        await say(pilot, "/forgte my")
        await wait_until(pilot, lambda: told() == 1)
        await type_text(pilot, "x")
        await pilot.press("enter")
        await wait_until(pilot, lambda: told() == 2)
        await pilot.press("backspace", "enter")
        await wait_until(pilot, lambda: told() == 3)
        assert composer(pilot).text == "/forgte my"
        assert not model.prompts


async def test_a_slip_does_not_wait_behind_a_reply(app: FriendApp, model: ScriptedModel) -> None:
    gate = asyncio.Event()
    model.replies = [("one", gate)]
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await say(pilot, "/forgte my secret")
        await wait_until(pilot, lambda: "There is no command /forgte" in screen_text(app))
        assert composer(pilot).text == "/forgte my secret"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "waiting to be sent" in screen_text(app))
        gate.set()
        await wait_until(pilot, lambda: len(model.prompts) == 2)
        await answered(pilot)
        assert model.prompts[-1].message == "/forgte my secret"


async def test_remember_keeps_a_note(app: FriendApp, model: ScriptedModel) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/记住 my key is [b]under[/b] the mat")
        await wait_until(pilot, lambda: "I will remember that." in screen_text(app))
        assert "1 memory" in screen_text(app)
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        notes = app.screen.companion.bank.list_memories(kind=Kind.NOTE)
        assert [one.text for one in notes] == ["my key is [b]under[/b] the mat"]
        assert model.prompts == []
        await pilot.press(*"/remember", "enter")
        assert composer(pilot).text == "/remember "


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("remember", "what I am to remember"), ("forget", "what is to be forgotten"), ("retract", "what is not true")],
)
async def test_a_command_without_its_words_says_what_to_write(app: FriendApp, name: str, wanted: str) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        hints = app.screen.query_one(CommandHints)

        def told() -> int:
            return " ".join(screen_text(app).split()).count(f"Write behind it {wanted}")

        await type_text(pilot, f"/{name}")
        await wait_until(pilot, lambda: hints.chosen is command(name))
        await pilot.press("enter")
        await wait_until(pilot, lambda: told() == 1)
        assert composer(pilot).text == f"/{name} "
        await pilot.press("enter")
        await wait_until(pilot, lambda: told() == 2)
        assert composer(pilot).text == f"/{name} "
        app.screen.run_worker(app.run_action(f"screen.{name}", app.screen))
        await wait_until(pilot, lambda: told() == 3)


async def test_that_the_built_in_companion_answers_is_said_while_it_does(
    app: FriendApp, model: ScriptedModel
) -> None:
    model.name = STAND_IN
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: "The built-in companion answers you here." in screen_text(app))
        await ready(pilot)
        app.screen.post_message(ModelChosen(ScriptedModel(name="another")))
        await wait_until(pilot, lambda: "another" in screen_text(app))
        assert "The built-in companion answers you here." not in screen_text(app)


@pytest.mark.parametrize("name", ["mine", "Mine · localhost:11434"])
async def test_a_model_found_here_is_taken_by_the_name_on_the_screen(
    app: FriendApp, core: ScriptedCore, name: str
) -> None:
    core.offered = [Offer(OfferKind.SERVER, "mine", "http://localhost:11434", "localhost:11434")]
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, f"/model {name}")
        place = app.screen.query_one(StatusLine)
        await wait_until(pilot, lambda: "mine · localhost:11434" in str(place.query_one("#place").render()))


async def test_another_model_answers(app: FriendApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/model builtin")
        place = app.screen.query_one(StatusLine)
        await wait_until(pilot, lambda: "scripted" not in str(place.query_one("#place").render()))
        await say(pilot, "hello")
        await answered(pilot)
        await say(pilot, "/model no-such-model")
        await wait_until(pilot, lambda: "no model called “no-such-model”" in screen_text(app))
