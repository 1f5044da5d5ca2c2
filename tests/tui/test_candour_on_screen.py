"""Off the record, only here, and what was sent, as a person meets them."""

from __future__ import annotations

import asyncio
import threading
import tomllib
from contextlib import closing
from pathlib import Path
from string import Formatter

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Static

import siliconfriend
from siliconfriend import opening
from siliconfriend.language import Language
from siliconfriend.memory.records import EmbedderError, Profile
from siliconfriend.models.base import UnreachableError
from siliconfriend.settings import MemorySettings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.base import LOW
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.sent import SentScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.memory.toy import ToyEmbedder
from tests.tui.scripted import (
    ScriptedCore,
    ScriptedModel,
    answered,
    ready,
    say,
    screen_text,
    type_text,
    wait_until,
)


async def see_what_was_sent(pilot: Pilot[None]) -> None:
    await say(pilot, "/sent")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, SentScreen))


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
        assert "no longer off the record" in screen_text(app)
        assert "Emily · scripted" in screen_text(app)
        await say(pilot, "on the record")
        await answered(pilot, 2)
    with_nothing = core.profiles().open(emily)
    assert [turn.query for turn in with_nothing.turns()] == ["I like tea", "on the record"]
    with_nothing.close()


async def test_what_is_not_true_is_kept_so_off_the_record_it_is_not_taken(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        more = asyncio.Event()
        model.replies.append(["One", more])
        await ready(pilot)
        await say(pilot, "I like tea")
        await wait_until(pilot, lambda: "One" in screen_text(app))
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "what is written now is not kept" in screen_text(app))
        for _ in range(2):  # wished for, and off the record
            await say(pilot, "/retract I am in love with OFFPERSON")
            await wait_until(pilot, lambda: "off the record nothing is kept" in said_at_the_side(app))
            assert "NOT true" not in screen_text(app)
            assert app.screen.query_one(Composer).text == "/retract I am in love with OFFPERSON"
            app.screen.query_one(Composer).write("")
            app.clear_notifications()
            more.set()
            await wait_until(pilot, lambda: "nothing from here on is stored" in screen_text(app))
            await wait_until(pilot, lambda: "nothing is kept" not in said_at_the_side(app))
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "no longer off the record" in screen_text(app))
    files = [file.read_bytes() for file in (core.places.profiles / emily.id).rglob("*") if file.is_file()]
    assert b"OFFPERSON" not in b"".join(files)
    with closing(core.profiles().open(emily)) as bank:
        assert bank.retracted() == []


def said_at_the_side(app: FriendApp) -> str:
    return " ".join(screen_text(app).replace("▌", " ").split())


async def test_only_a_turn_of_this_conversation_is_offered_to_be_changed(app: FriendApp) -> None:
    def offered() -> tuple[bool, bool, bool]:
        line = "\n".join(screen_text(app).splitlines()[-2:])
        return "F2 edit" in line, "F5 again" in line, "F3 copy" in line

    async with app.run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "I like tea")
        await answered(pilot)
        assert offered() == (True, True, True)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: offered() == (False, False, True))
        await say(pilot, "my secret")
        await answered(pilot, 2)
        assert offered() == (True, True, True)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "what was said there is gone · a new conversation" in screen_text(app))
        assert offered() == (False, False, True)
        await say(pilot, "on the record")
        await answered(pilot, 2)
        assert offered() == (True, True, True)
        await pilot.press("ctrl+n")
        await wait_until(pilot, lambda: offered() == (False, False, True))


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


@pytest.mark.parametrize("size", [(80, 24), (40, 9), (30, 6)])
async def test_that_it_is_off_the_record_is_seen_all_the_while(app: FriendApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and app.screen.companion is not None)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "off the record ·" in screen_text(app))
        await say(pilot, "my secret")
        await answered(pilot)
        await say(pilot, "another one")
        await answered(pilot, 2)
        assert "off the record ·" in screen_text(app).splitlines()[-1 if size[1] < LOW else -2]


async def test_how_it_ends_is_said_where_it_begins(app: FriendApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "/off-record ends it" in screen_text(app))


async def test_the_wish_waits_for_the_end_of_the_reply_and_holds_for_what_is_written_meanwhile(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        more = asyncio.Event()
        model.replies.append(["One", more, " two."])
        await ready(pilot)
        await say(pilot, "I like tea")
        await wait_until(pilot, lambda: "One" in screen_text(app))
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "what is written now is not kept" in screen_text(app))
        await say(pilot, "my secret")
        await wait_until(pilot, lambda: "off the record when the reply ends, then sent" in screen_text(app))
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        assert screen.left_unsent() == ""
        assert screen.would_lose
        more.set()
        await answered(pilot, 2)
        assert "Emily · off the record · scripted" in screen_text(app)
        assert "when the reply ends" not in screen_text(app)
    with closing(core.profiles().open(emily)) as bank:
        assert [turn.query for turn in bank.turns()] == ["I like tea"]


async def test_a_message_that_waits_already_is_still_said_on_the_record(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, emily: Profile
) -> None:
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        first, second = asyncio.Event(), asyncio.Event()
        model.replies += [["One", first, "."], ["Two", second, "."]]
        await ready(pilot)
        await say(pilot, "I like tea")
        await wait_until(pilot, lambda: "One" in screen_text(app))
        await say(pilot, "and coffee")
        await wait_until(pilot, lambda: "waiting to be sent" in screen_text(app))
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "sent on the record, and off the record after" in screen_text(app))
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        assert screen.left_unsent() == "and coffee"
        first.set()
        await wait_until(pilot, lambda: "Two" in screen_text(app))
        await say(pilot, "my secret")
        await wait_until(pilot, lambda: screen.waiting == "my secret")
        assert screen.left_unsent() == ""
        second.set()
        await answered(pilot, 3)
        assert "Emily · off the record · scripted" in screen_text(app)
    with closing(core.profiles().open(emily)) as bank:
        assert [turn.query for turn in bank.turns()] == ["I like tea", "and coffee"]


@pytest.mark.parametrize("ending", [" two.", UnreachableError(host="h"), "stop"])
async def test_however_the_reply_ends_the_wish_holds_unless_it_was_taken_back(
    app: FriendApp, model: ScriptedModel, ending: str | UnreachableError
) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        more = asyncio.Event()
        model.replies.append(["One", more, "" if ending == "stop" else ending])
        await ready(pilot)
        await say(pilot, "I like tea")
        await wait_until(pilot, lambda: "One" in screen_text(app))
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: screen.off_record_waits)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: not screen.off_record_waits)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: screen.off_record_waits)
        if ending == "stop":
            await pilot.press("escape")
        else:
            more.set()
        await wait_until(pilot, lambda: "nothing from here on is stored" in screen_text(app))
        assert screen.companion is not None
        assert screen.companion.off_record


@pytest.mark.parametrize("written", ["/forget the old boat", "/model llama3:8b"])
async def test_a_command_that_is_too_early_keeps_its_words(
    app: FriendApp, model: ScriptedModel, written: str
) -> None:
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        more = asyncio.Event()
        model.replies.append(["One", more, " two."])
        await ready(pilot)
        await say(pilot, "I like tea")
        await wait_until(pilot, lambda: "One" in screen_text(app))
        await say(pilot, written)
        await wait_until(pilot, lambda: "still answering" in screen_text(app))
        assert app.screen.query_one(Composer).text == written
        more.set()
        await answered(pilot)


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
        asked = " ".join(screen_text(app).replace("│", " ").split())
        assert "never stored" in asked
        assert "What was remembered" not in asked
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: "second" not in screen_text(app))


async def test_what_is_to_be_remembered_is_kept_off_the_record_too_and_says_so(
    app: FriendApp, core: ScriptedCore, emily: Profile
) -> None:
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "nothing from here on is stored" in screen_text(app))
        await say(pilot, "/remember the key is under the mat")
        await wait_until(pilot, lambda: "it is kept. The rest" in " ".join(screen_text(app).split()))
    bank = core.profiles().open(emily)
    assert [one.text for one in bank.list_memories()] == ["the key is under the mat"]
    bank.close()


async def test_what_was_sent_is_shown_word_for_word(app: FriendApp, model: ScriptedModel) -> None:
    model.destination = "api.example.org"
    async with app.run_test(size=(100, 60), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/sent")
        await wait_until(pilot, lambda: "Nothing has been said here yet." in screen_text(app))
        await say(pilot, "I like [b]tea[/b]")
        await answered(pilot)
        await see_what_was_sent(pilot)
        text = screen_text(app)
        assert "scripted · words are sent to api.example.org" in text
        assert "I like [b]tea[/b]" in text
        assert "Temperature 1" in text
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


async def test_what_was_sent_calls_the_built_in_companion_so(app: FriendApp, core: ScriptedCore) -> None:
    async with app.run_test(size=(100, 60)) as pilot:
        await ready(pilot)
        await say(pilot, "/model builtin")
        await wait_until(pilot, lambda: "built-in companion" in screen_text(app))
        await say(pilot, "I like tea")
        await answered(pilot)
        await see_what_was_sent(pilot)
        head = str(app.screen.query(Static).first().render())
        assert head.startswith("built-in companion · words stay on this machine")


async def test_words_that_stay_here_are_not_given_to_a_model_elsewhere(
    app: FriendApp, model: ScriptedModel
) -> None:
    model.destination = "api.example.org"
    async with app.run_test(size=(110, 40), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/local-only")
        await wait_until(pilot, lambda: "Emily · only here · built-in companion" in screen_text(app))
        told = " ".join(screen_text(app).replace("│", " ").split())
        assert "Emily’s words stay on this machine" in told
        assert "/model" in told
        assert "/local-only" in told
        assert "siliconfriend profile" not in told
        await say(pilot, "hello")
        await answered(pilot)
        assert model.prompts == []
        await say(pilot, "/local-only")
        await wait_until(pilot, lambda: "Emily · built-in companion" in screen_text(app))


async def test_what_another_program_has_set_is_said_at_the_next_reply(
    app: FriendApp, core: ScriptedCore, emily: Profile, model: ScriptedModel
) -> None:
    model.destination = "api.example.org"
    async with app.run_test(size=(110, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        assert "words are sent to api.example.org" in screen_text(app)
        bank = core.profiles().open(core.profiles().rename(emily, "Ivy"))
        bank.keep_here(True)
        bank.close()
        await say(pilot, "are you there?")
        await wait_until(pilot, lambda: "Ivy · only here" in screen_text(app))
        assert "words are sent to" not in screen_text(app)
        assert len(model.prompts) == 1


async def test_a_model_elsewhere_does_not_even_open_for_whom_stays_here(
    app: FriendApp, core: ScriptedCore, emily: Profile, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.destination = "api.example.org"
    bank = core.profiles().open(emily)
    bank.keep_here(True)
    bank.close()
    monkeypatch.setattr(core, "model", lambda name=None: model if name is None else ScriptedModel(name=name))
    async with app.run_test(size=(110, 40)) as pilot:
        await ready(pilot)
        text = screen_text(app)
        assert "api.example.org" in text
        assert "The built-in companion stands in" in text
        assert "Emily · only here · built-in companion" in text


async def test_that_words_stay_here_is_said_once_and_again_when_it_is_another_model(
    core: ScriptedCore, emily: Profile, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.destination = "api.example.org"
    bank = core.profiles().open(emily)
    bank.keep_here(True)
    bank.close()
    monkeypatch.setattr(core, "model", lambda name=None: model if name is None else ScriptedModel(name=name))

    async def told_at_the_start() -> bool:
        app = FriendApp(core)
        async with app.run_test(size=(110, 40)) as pilot:
            await ready(pilot)
            await app.workers.wait_for_complete()
            await pilot.pause()
            text = screen_text(app)
            assert "Emily · only here · built-in companion" in text
            assert "siliconfriend profile" not in text
            return model.destination in text and "The built-in companion stands in" in text

    assert await told_at_the_start()
    assert not await told_at_the_start()
    model.destination = "other.example.org"
    assert await told_at_the_start()
    assert not await told_at_the_start()


@pytest.mark.parametrize("language", list(Language))
def test_what_to_do_is_said_of_every_error_without_leaving_the_screen(language: Language) -> None:
    folder = Path(siliconfriend.__file__).parent / "locale" / language.value
    here, there = (tomllib.loads((folder / f"{part}.toml").read_text("utf-8")) for part in ("on_screen", "errors"))
    assert here.keys() <= there.keys()
    for code, text in here.items():
        assert "--" not in text
        assert "memory." not in text
        places = {name for _, name, _, _ in Formatter().parse(text) if name and not name.startswith("to_")}
        assert places <= {name for _, name, _, _ in Formatter().parse(there[code]) if name}
    elsewhere = {"siliconfriend profile", " --", "memory.embedder"}
    unsaid = [code for code, text in there.items() if any(one in text for one in elsewhere) and code not in here]
    assert unsaid == ["no_such_profile", "nobody_known"]  # where nobody is there yet


async def test_who_leaves_while_the_wish_waits_leaves_nothing_written_after_it(
    app: FriendApp, core: ScriptedCore, emily: Profile, model: ScriptedModel
) -> None:
    model.replies.append(["Half a", asyncio.Event()])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await wait_until(pilot, lambda: "Half a" in screen_text(app))
        await app.screen.run_action("off_record")
        await type_text(pilot, "a secret of mine")
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        await screen.leave()
    kept = [file for file in core.places.profiles.rglob("*") if file.is_file() and b"secret" in file.read_bytes()]
    assert kept == []


async def test_an_embedder_elsewhere_is_named_where_it_is_said_who_reads(
    app: FriendApp, core: ScriptedCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = MemorySettings(embedder="endpoint:small", embedder_url="https://em.example.org/v1")
    core.settings = core.first_settings = msgspec.structs.replace(core.settings, memory=there)
    embedder = ToyEmbedder()
    embedder.destination = "em.example.org"
    monkeypatch.setattr(opening, "open_embedder", lambda *_: embedder)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert "scripted · what is said is sent to em.example.org (embedder)" in screen_text(app)
        await say(pilot, "/model builtin")
        await wait_until(pilot, lambda: "built-in companion" in screen_text(app))
        await say(pilot, "I like tea")
        await answered(pilot)
        await see_what_was_sent(pilot)
        told = " ".join(screen_text(app).replace("│", " ").split())
        assert "is read by the embedder at em.example.org" in told
        assert "Nothing was sent" not in screen_text(app)
        await pilot.press("escape")
        await say(pilot, "/local-only")
        await wait_until(pilot, lambda: "only here" in screen_text(app))
        assert "em.example.org" not in screen_text(app)


async def test_the_line_and_what_was_sent_tell_one_truth_of_an_embedder_that_is_not_there_yet(
    app: FriendApp, core: ScriptedCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never_there(*_: object) -> None:
        assert asked.wait(60)
        raise EmbedderError("embedder_unreachable", host="em.example.org")

    asked = threading.Event()
    there = MemorySettings(embedder="endpoint:small", embedder_url="https://em.example.org/v1")
    core.settings = core.first_settings = msgspec.structs.replace(core.settings, memory=there)
    monkeypatch.setattr(opening, "open_embedder", never_there)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: "is sent to em.example.org (embedder)" in screen_text(app))
        await say(pilot, "I like tea")
        await answered(pilot)
        await see_what_was_sent(pilot)
        told = " ".join(screen_text(app).replace("│", " ").split())
        assert "is read by the embedder at em.example.org" in told
        await pilot.press("escape")
        asked.set()
        await wait_until(pilot, lambda: "em.example.org did not answer" in screen_text(app))
        await ready(pilot)
        assert "(embedder)" not in screen_text(app)
        await say(pilot, "I like coffee")
        await answered(pilot)
        await see_what_was_sent(pilot)
        assert "embedder" not in screen_text(app)


@pytest.mark.parametrize("way", ["/off-record", "ctrl+n"])
async def test_what_is_begun_off_the_record_is_not_kept_because_that_ends(app: FriendApp, way: str) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: screen.off_record)
        await type_text(pilot, "my secret")
        if way == "ctrl+n":
            await pilot.press("ctrl+n")
        else:
            await screen.action_off_record()
        await wait_until(pilot, lambda: not screen.off_record)
        assert screen.query_one(Composer).text == "my secret"
        assert screen.left_unsent() == ""
        await type_text(pilot, " plan")
        assert screen.left_unsent() == ""
        assert screen.would_lose
        screen.query_one(Composer).write("something else")
        assert screen.left_unsent() == "something else"


async def test_what_waits_is_not_told_elsewhere_once_words_are_to_stay_here(
    app: FriendApp, model: ScriptedModel
) -> None:
    end = asyncio.Event()
    model.replies, model.destination = [("So.", end)], "api.example.org"
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await wait_until(pilot, lambda: "So." in screen_text(app))
        await say(pilot, "my secret")
        await say(pilot, "/local-only")
        await wait_until(pilot, lambda: "Your words stay on this machine from now on" in screen_text(app))
        assert "writing…" in screen_text(app)
        assert "only here · scripted · words are sent to api.example.org" in screen_text(app)
        end.set()
        await answered(pilot, 2)
        assert [prompt.message for prompt in model.prompts] == ["hello"]
        assert "only here · built-in companion" in screen_text(app)
        assert "are sent to api.example.org" not in str(app.screen.query_one("#place", Static).render())


@pytest.mark.parametrize("written", ["/off-record", "/off-record ", "/new", "/summarize", "/again"])
async def test_a_command_that_waits_for_the_end_of_the_reply_stays_written(
    app: FriendApp, model: ScriptedModel, written: str
) -> None:
    end = asyncio.Event()
    model.replies = [("So.", end)]
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "off the record · scripted" in screen_text(app))
        await say(pilot, "my secret")
        await wait_until(pilot, lambda: "So." in screen_text(app))
        await say(pilot, written)
        await wait_until(pilot, lambda: "still answering" in screen_text(app))
        composer = app.screen.query_one(Composer)
        assert composer.text.strip() == written.strip()
        composer.write("")
        await pilot.press("ctrl+n")  # a key leaves nothing where one writes
        await pilot.pause()
        assert composer.text == ""
        end.set()
        await answered(pilot)
