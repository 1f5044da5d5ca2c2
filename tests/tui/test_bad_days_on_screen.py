"""Whatever goes wrong is a sentence on the screen, and nothing is lost."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from textual import events
from textual.widgets import Input, OptionList, Static

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile, TurnState
from siliconfriend.models.catalog import open_model
from siliconfriend.settings import ChatSettings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.first_run import FirstRunScreen
from siliconfriend.tui.widgets.fold_line import FoldLine
from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown
from siliconfriend.tui.widgets.reply_parts import MOST_PARTS
from siliconfriend.tui.widgets.status_line import StatusLine
from siliconfriend.tui.widgets.turn_view import TurnView
from tests.scripted_server import Ending, Reply, ScriptedServer
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

Remember = Callable[..., None]
HARSH = "[/brackets] [b]x[/b] \x1b[2J\x1b]0;title\x07 \x9b31m \u202eabc {place} %s"


async def test_a_second_window_says_so_and_both_may_talk(core: ScriptedCore, app: FriendApp) -> None:
    second = FriendApp(core)
    async with app.run_test(size=(100, 24)) as first_pilot:
        await ready(first_pilot)
        assert "another window" not in screen_text(app)
        async with second.run_test(size=(100, 24)) as second_pilot:
            await ready(second_pilot)
            assert "Emily is open in another window too." in screen_text(second)
            await say(second_pilot, "from the second")
            await answered(second_pilot)
            assert isinstance(second.screen, ChatScreen)
            await second.screen.leave()
        await say(first_pilot, "from the first")
        await answered(first_pilot)
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        assert [turn.query for turn in app.screen.companion.bank.turns()] == ["from the second", "from the first"]
        await app.screen.leave()
    third = FriendApp(core)
    async with third.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        assert "another window" not in screen_text(third)


async def test_an_unknown_model_shows_what_was_said_and_another_stands_in(
    core: ScriptedCore, emily: Profile, remember: Remember, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(emily, ("long ago", "Yes."))
    unknown = ChatSettings(model="no-such-model")
    monkeypatch.setattr(core, "model", lambda name=None: open_model(ChatSettings(model=name) if name else unknown))
    app = FriendApp(core)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        text = screen_text(app)
        assert "long ago" in text
        assert "There is no model called “no-such-model”." in text
        assert "/model" in text.partition("There is no model called")[2]
        await say(pilot, "hello")
        await answered(pilot, turns=2)
        assert app.screen.query(TurnView).last().response


@pytest.mark.parametrize("name", ["a/b", "[b]Bo[/b]", "👩‍👩‍👧", "שלום", "{0}", "x" * 100])
async def test_any_name_will_do(core: ScriptedCore, name: str) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(100, 24)) as pilot:
        await wait_until(pilot, lambda: app.screen.query(Input))
        app.screen.query_one(Input).value = name
        await pilot.press("enter", "enter")
        await ready(pilot)
        assert name[:50] in screen_text(app)
        place = str(app.screen.query_one(StatusLine).query_one("#place", Static).content)
        assert place.endswith("scripted · words stay on this machine")
    assert [one.name for one in core.profiles().list()] == [name]


@pytest.mark.parametrize(("name", "sentence"), [("x" * 10_000, "too long"), ("\u200b\x07", "needs a name")])
async def test_a_name_that_cannot_be_is_refused_in_words(core: ScriptedCore, name: str, sentence: str) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(100, 24)) as pilot:
        await wait_until(pilot, lambda: app.screen.query(Input))
        app.screen.query_one(Input).value = name
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: sentence in screen_text(app))
        assert isinstance(app.screen, FirstRunScreen)


async def test_a_megabyte_pasted_is_folded_and_said_whole(app: FriendApp, model: ScriptedModel) -> None:
    book = "a line of [/brackets] and words\n" * 33_000
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("o", "h", " ")
        app.post_message(events.Paste(book))
        await wait_until(pilot, lambda: "[pasted text 1: 1,056,000 characters]" in composer(pilot).text)
        await pilot.press("!", "enter")
        await answered(pilot)
        assert model.prompts[0].message == f"oh {book}!"
        fold = app.screen.query_one(FoldLine)
        assert "more characters" in str(fold.content)
        shown = len(app.screen.query(".said"))
        fold.focus()
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(app.screen.query(".said")) == shown + 1)
        await pilot.press("f2")
        assert composer(pilot).whole_text == f"oh {book}!"


async def test_control_codes_and_markup_are_shown_as_they_are(app: FriendApp, model: ScriptedModel) -> None:
    model.replies.append([HARSH, "\n\n", HARSH])
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        composer(pilot).write(HARSH)
        await pilot.press("enter")
        await answered(pilot)
        text = screen_text(app)
        assert text.count("[/brackets] [b]x[/b] ␛[2J␛]0;title␇") == 3
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)


async def test_a_reply_without_end_is_kept_whole_and_the_screen_stays_light(
    app: FriendApp, model: ScriptedModel
) -> None:
    paragraph = "Many **words**, one after the other, and then some more of them.\n\n"
    model.replies.append([paragraph * 20] * 30)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "everything")
        await wait_until(pilot, lambda: app.screen.query(FoldLine))
        await answered(pilot)
        view = app.screen.query_one(TurnView)
        assert view.turn is not None
        assert view.turn.response == paragraph * 600
        assert len(view.query(ReplyMarkdown)) <= MOST_PARTS
        assert len(view.query("*")) < MOST_PARTS + 5
        assert "of this reply before" in str(view.query_one(FoldLine).content)


@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        (Reply("half a ", "sentence", ending=Ending.DROPPED), "half a sentence"),
        (Reply("half", b"data: {not json\n\n"), "half"),
        (Reply(status=500, body="<html>oops</html>"), ""),
    ],
    ids=["dropped", "malformed", "html"],
)
async def test_a_server_that_breaks_is_a_sentence(
    core: ScriptedCore, emily: Profile, monkeypatch: pytest.MonkeyPatch, reply: Reply, kept: str
) -> None:
    with ScriptedServer(*[reply] * 4) as server:
        chat = ChatSettings(model="scripted", base_url=server.url)
        monkeypatch.setattr(core, "model", lambda _=None: open_model(chat))
        app = FriendApp(core)
        async with app.run_test(size=(100, 30)) as pilot:
            await ready(pilot)
            await say(pilot, "are you there")
            await answered(pilot)
            view = app.screen.query_one(TurnView)
            assert view.turn is not None
            assert (view.turn.state, view.turn.response) == (TurnState.FAILED, kept)
            assert re.search(r"(\.|: F5|: /model)$", str(view.query_one(".trouble", Static).content))
            assert "Traceback" not in screen_text(app)
            await say(pilot, "and now")
            await answered(pilot, turns=2)


async def test_a_stalled_reply_leaves_the_keys_alone(app: FriendApp, model: ScriptedModel) -> None:
    model.replies.append(["a begin", asyncio.Event()])
    async with app.run_test(size=(20, 5)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and app.screen.companion)
        await say(pilot, "hi")
        await wait_until(pilot, lambda: app.screen.query(ReplyMarkdown))
        await pilot.press("a", "b")
        assert composer(pilot).text == "ab"
        await pilot.press("escape")
        await answered(pilot)


@pytest.mark.parametrize("name", [None, "Emily", "Somebody"])
async def test_whoever_cannot_be_read_is_not_greeted_as_if_nobody_were_known(
    core: ScriptedCore, emily: Profile, name: str | None
) -> None:
    file = core.places.profiles / emily.id / "memory.sqlite3"
    file.write_bytes(b"rubbish " * 1000)
    app = FriendApp(core, name)
    async with app.run_test(size=(100, 24)) as pilot:
        await wait_until(pilot, lambda: "damaged" in screen_text(app))
        assert isinstance(app.screen, ChatScreen)
    assert file.read_bytes().startswith(b"rubbish")


async def test_somebody_who_cannot_be_opened_keeps_nobody_else_out(
    core: ScriptedCore, emily: Profile, clock: Clock, remember: Remember
) -> None:
    ada = core.profiles().create("Ada", Language.EN, clock())
    remember(ada, ("of long ago", "Yes."))
    with closing(sqlite3.connect(core.places.profiles / emily.id / "memory.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('siliconfriend', 'next', '')"
        )
    app = FriendApp(core, "Emily")
    async with app.run_test(size=(100, 24)) as pilot:
        await wait_until(pilot, lambda: "written by a newer SiliconFriend" in screen_text(app))
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: "Ada" in screen_text(app))
        await type_text(pilot, "Ada")
        await pilot.press("enter")
        await ready(pilot)
        assert "of long ago" in screen_text(app)


@pytest.mark.parametrize("direction", ["up", "down"])
async def test_a_page_further_in_a_list_that_is_not_laid_out_goes_nowhere(app: FriendApp, direction: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        unseen = OptionList("one", "two")
        unseen.display = False
        await app.screen.mount(unseen)
        unseen.highlighted = 1
        await app.run_action(f"page_{direction}", unseen)
        assert unseen.highlighted == 1
