"""Meeting somebody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from textual.events import Key, Paste
from textual.widgets import Input

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.models.offers import Kind, Offer
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.arrivals import Found
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.first_run import FirstRunScreen
from siliconfriend.tui.screens.unasked import UnaskedScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import ScriptedCore, ScriptedModel, answered, ready, say, screen_text, type_text, wait_until


async def test_a_name_and_enter_twice_is_enough(core: ScriptedCore) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "What shall I call you?" in screen_text(app))
        await type_text(pilot, "Emily")
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: "Hello, Emily." in screen_text(app))
    assert [(one.name, one.language) for one in core.profiles().list()] == [("Emily", Language.EN)]


async def test_choosing_a_language_changes_the_words_at_once(core: ScriptedCore) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Hello." in screen_text(app))
        await pilot.press(*"小雨", "enter", "right")
        await wait_until(pilot, lambda: "我该怎么称呼你？" in screen_text(app))
        assert "What shall I call you?" not in screen_text(app)
        await pilot.press("left")
        await wait_until(pilot, lambda: "What shall I call you?" in screen_text(app))
        await pilot.press("right", "enter")
        await wait_until(pilot, lambda: "小雨，你好" in screen_text(app))
        assert "想聊点什么？" in screen_text(app)
    assert core.profiles().list()[0].language is Language.CN


async def test_the_language_begins_as_the_systems(core: ScriptedCore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "你好。" in screen_text(app))
        assert "● 中文" in screen_text(app)


async def test_without_a_name_nobody_is_met(core: ScriptedCore) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Hello." in screen_text(app))
        await pilot.press("space", "enter")
        await wait_until(pilot, lambda: "A name, please." in screen_text(app))
        await pilot.press("tab", "enter")
        assert app.screen.query_one(Input).has_focus
        assert isinstance(app.screen, FirstRunScreen)
    assert not core.someone_known()


async def test_where_somebody_may_be_nobody_is_met_as_new(
    core: ScriptedCore, emily: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = Path.iterdir

    def iterdir(path: Path) -> Iterator[Path]:
        if path == core.places.profiles:
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "cannot be opened" in screen_text(app))
        assert isinstance(app.screen, ChatScreen)


async def test_a_name_that_was_asked_for_is_filled_in(core: ScriptedCore) -> None:
    app = FriendApp(core, "Ada")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Ada" in screen_text(app))
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: "Hello, Ada." in screen_text(app))


async def test_asking_for_an_unknown_name_meets_that_person(core: ScriptedCore, emily: object) -> None:
    app = FriendApp(core, "Ada")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        assert app.screen.query_one(Input).value == "Ada"


async def test_what_is_being_done_is_said_in_the_language_that_was_chosen(
    core: ScriptedCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, open_, created, opened = core.create, core.open, Event(), Event()

    def create_slowly(name: str, language: Language, model: str = "") -> Profile:
        created.wait()
        return create(name, language, model)

    def open_slowly(profile: Profile) -> Found:
        opened.wait()
        return open_(profile)

    monkeypatch.setattr(core, "create", create_slowly)
    monkeypatch.setattr(core, "open", open_slowly)
    app = FriendApp(core)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await wait_until(pilot, lambda: "Hello." in screen_text(app))
            await pilot.press(*"小雨", "enter", "right", "enter")
            await wait_until(pilot, lambda: "正在打开…" in screen_text(app))
            assert isinstance(app.screen, FirstRunScreen)
            await pilot.press("enter")  # once is enough
            created.set()
            await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
            await wait_until(pilot, lambda: "…" in screen_text(app))
            assert "正在打开…" in screen_text(app)
            opened.set()
            await wait_until(pilot, lambda: "小雨，你好" in screen_text(app))
    finally:
        created.set()
        opened.set()


async def test_a_name_that_is_taken_can_be_changed(core: ScriptedCore, emily: Profile) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        app.meet_another("Emily")
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: bool(app.screen.query("#hint.trouble")))
        app.screen.query_one(Input).value = "Ada"
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: "Hello, Ada." in screen_text(app))


@pytest.mark.parametrize("last", ["enter", "escape"])
async def test_what_is_typed_once_all_is_answered_is_for_the_conversation(
    core: ScriptedCore, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    create, created = core.create, Event()

    def create_slowly(name: str, language: Language, model: str = "") -> Profile:
        created.wait(30)
        return create(name, language, model)

    monkeypatch.setattr(core, "create", create_slowly)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Hello." in screen_text(app))
        await type_text(pilot, "Emily")
        await pilot.press(*(["enter"] if last == "enter" else []), last)
        await wait_until(pilot, lambda: "opening…" in screen_text(app))
        await say(pilot, "I had a bad day")
        app.post_message(Paste("It "))
        await type_text(pilot, "rained")
        assert app.screen.query_one(Input).value == "Emily"
        created.set()
        await answered(pilot)
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "It rained")
    assert [prompt.message for prompt in model.prompts] == ["I had a bad day"]
    assert [one.name for one in core.profiles().list()] == ["Emily"]


async def test_what_was_written_before_it_was_known_that_nobody_is_known_is_not_lost(
    core: ScriptedCore, emily: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, written = core.find, Event()

    def find_slowly(name: str | None) -> Profile | None:
        written.wait(30)
        return find(name)

    monkeypatch.setattr(core, "find", find_slowly)
    app = FriendApp(core, "Ada")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.screen.query(Composer))
        await say(pilot, "hello there")
        await type_text(pilot, "and more")
        written.set()
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        assert app.screen.query_one(Input).value == "Ada"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Hello, Ada." in screen_text(app))
        assert app.screen.query_one(Composer).text == "hello there\nand more"


def burst(app: FriendApp, *keys: str) -> None:
    """Before any of them is handled."""
    for key in keys:
        app.post_message(Key(key, " " if key == "space" else key if len(key) == 1 else None))


FEELING = ("I", "space", "f", "e", "e", "l", "space", "o", "k")


@pytest.mark.parametrize(
    "offered", [(), (Offer(Kind.WEIGHTS, "/weights", "weights"), Offer(Kind.BUILTIN, "builtin"))]
)
async def test_words_behind_the_name_are_for_the_conversation(
    core: ScriptedCore, model: ScriptedModel, offered: tuple[Offer, ...]
) -> None:
    core.offered = offered
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Hello." in screen_text(app))
        if offered:
            await wait_until(pilot, lambda: "weights" in screen_text(app))
        burst(app, *"Ada", "enter", *FEELING)
        await wait_until(pilot, lambda: "“I feel ok” is for the conversation" in screen_text(app))
        await pilot.press("enter")  # it ends the words, and answers nothing
        await wait_until(pilot, lambda: "What you wrote waits for the conversation" in screen_text(app))
        assert app.screen.query_one(Input).value == "Ada"
        assert "● English" in screen_text(app)
        assert not core.someone_known()
        if offered:
            burst(app, "enter", *"yes", "enter")
            await wait_until(pilot, lambda: "choose · Enter begins" in screen_text(app))
            assert not core.someone_known()
            await pilot.press("down")
        await pilot.press("enter")
        await answered(pilot)
    assert model.prompts[0].message == "I feel ok"
    assert [(one.name, one.language) for one in core.profiles().list()] == [("Ada", Language.EN)]


@pytest.mark.parametrize("steps", [0, 3, 10])
async def test_in_one_breath_two_enters_begin_and_the_words_behind_are_said(
    core: ScriptedCore, model: ScriptedModel, steps: int
) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Hello." in screen_text(app))
        for key in (*"Ada", "enter", "enter", *FEELING, "enter", *"more"):
            burst(app, key)
            for _ in range(steps):
                await asyncio.sleep(0)
        await answered(pilot)
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "more")
    assert [prompt.message for prompt in model.prompts] == ["I feel ok"]
    assert [one.name for one in core.profiles().list()] == ["Ada"]


async def test_a_name_from_the_list_of_people_is_not_replaced_by_words_behind_it(
    core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        burst(app, "ctrl+o", *"Hana", "enter", *"good", "space", *"day", "enter")
        await wait_until(pilot, lambda: "What you wrote waits for the conversation" in screen_text(app))
        assert app.screen.query_one(Input).value == "Hana"
        assert [one.name for one in core.profiles().list()] == ["Emily"]
        await pilot.press("enter")
        await answered(pilot)
    assert [prompt.message for prompt in model.prompts] == ["good day"]
    assert sorted(one.name for one in core.profiles().list()) == ["Emily", "Hana"]


async def test_a_name_that_was_filled_in_can_be_changed_by_hand(core: ScriptedCore, emily: Profile) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.meet_another("Hana")
        await wait_until(pilot, lambda: "What shall I call you?" in screen_text(app))
        await pilot.press("shift+tab", *"Hanna", "enter", "enter")
        await wait_until(pilot, lambda: "Hello, Hanna." in screen_text(app))


async def test_words_for_somebody_who_is_not_met_after_all_are_left_with_whoever_is_here(
    core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await type_text(pilot, "begun")
        burst(app, "ctrl+o", *"Hana", "enter", *"good", "space", *"day", "enter", *"morx", "backspace", "e")
        await wait_until(pilot, lambda: "“more” is for the conversation" in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, FirstRunScreen))
        room = app.conversation
        assert room is not None
        assert room.query_one(Composer).text == "begun\ngood day\nmore"
    assert not model.prompts


async def test_a_name_that_is_refused_is_written_on(core: ScriptedCore, emily: Profile) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.meet_another("Emily")
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press("2", "enter", "enter")
        await wait_until(pilot, lambda: "Hello, Emily2." in screen_text(app))


async def test_words_that_meet_the_question_where_they_go_are_kept_too(
    core: ScriptedCore, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-program")
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Hello." in screen_text(app))
        await type_text(pilot, "Ada")
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, UnaskedScreen))
        burst(app, *FEELING, "enter")
        app.post_message(Paste("!"))
        await pilot.pause()
        assert isinstance(app.screen, UnaskedScreen)
        await pilot.press("up", "enter")
        await wait_until(pilot, lambda: "Hello, Ada." in screen_text(app))
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "I feel ok!")
    assert not model.prompts
