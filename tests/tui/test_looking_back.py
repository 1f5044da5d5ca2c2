"""Who looks at what was written before loses nothing that is not sent, and keeps nothing that is deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from siliconfriend.beside import UNSENT
from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.places import Places
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser import deleting
from siliconfriend.tui.chat import drafting
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.widgets.turn_view import TurnView
from tests.tui.scripted import ScriptedCore, ScriptedModel, answered, composer, ready, say, type_text, wait_until
from tests.tui.test_composer import Writing

DRAFT = "a draft 很重要"


@pytest.fixture
def file(home: Places, emily: Profile) -> Path:
    """Where Emily's words are kept until they are sent."""
    return home.profiles / emily.id / UNSENT


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a second for each letter, nor for second thoughts."""
    monkeypatch.setattr(drafting, "KEEP_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(deleting, "UNDO_SECONDS", 0.01)


@pytest.fixture(autouse=True)
def long_ago(emily: Profile, remember: Callable[..., None]) -> None:
    remember(emily, ("older", "Yes."), ("old", "Yes."))


def text_of(file: Path) -> str:
    return file.read_text() if file.exists() else ""


async def kept(pilot: Pilot[None], file: Path, text: str) -> None:
    """What is written by now is kept, and it is `text`."""
    room = pilot.app.screen
    assert isinstance(room, ChatScreen)
    room.keep_soon()
    await wait_until(pilot, lambda: room._keep_soon is None and room._keeping and room._keeping.is_finished)
    await wait_until(pilot, lambda: text_of(file) == text)


async def drafted(pilot: Pilot[None], text: str = DRAFT) -> None:
    await ready(pilot)
    await type_text(pilot, text)


async def test_a_message_that_is_looked_at_is_not_what_is_kept(
    core: ScriptedCore, app: FriendApp, file: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await drafted(pilot)
        await kept(pilot, file, DRAFT)
        await pilot.press("up", "up")
        assert composer(pilot).text == "older"
        await kept(pilot, file, DRAFT)
        await app._leave()
    again = FriendApp(core)
    async with again.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert composer(pilot).text == DRAFT


async def test_a_message_that_is_changed_is_kept_beside_the_draft(app: FriendApp, file: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await drafted(pilot)
        await pilot.press("up", "!")
        await kept(pilot, file, f"old!\n{DRAFT}")
        await pilot.press("down")
        assert composer(pilot).text == DRAFT
        await pilot.press("up")
        assert composer(pilot).text == "old!"
        await pilot.press("up")
        assert composer(pilot).text == "old"
        await kept(pilot, file, f"old!\n{DRAFT}")
        await pilot.press("down", "enter")
        await answered(pilot, 3)
        assert composer(pilot).text == DRAFT
        await kept(pilot, file, DRAFT)


async def test_an_old_message_that_is_sent_again_leaves_the_draft(
    app: FriendApp, model: ScriptedModel, file: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await drafted(pilot)
        await pilot.press("up", "enter")
        await answered(pilot, 3)
        assert [prompt.message for prompt in model.prompts] == ["old"]
        assert composer(pilot).text == DRAFT
        await kept(pilot, file, DRAFT)


@pytest.mark.parametrize("draft", ["", DRAFT])
async def test_what_waited_is_taken_back_into_the_draft(
    app: FriendApp, model: ScriptedModel, file: Path, draft: str
) -> None:
    model.replies.append(["One", asyncio.Event()])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for text in ("first", "waits"):
            await say(pilot, text)
        await type_text(pilot, draft)
        await pilot.press("up")
        assert composer(pilot).text == "first"
        await pilot.press("escape")
        both = f"waits\n{draft}".strip()
        assert composer(pilot).text == both
        await pilot.press("end", "down")
        assert composer(pilot).text == both
        await kept(pilot, file, both)


async def test_what_waited_is_sent_and_the_draft_is_still_there(app: FriendApp, model: ScriptedModel) -> None:
    end = asyncio.Event()
    model.replies.append(["One", end])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for text in ("first", "waits"):
            await say(pilot, text)
        await type_text(pilot, DRAFT)
        await pilot.press("up")
        end.set()
        await answered(pilot, 4)
        assert composer(pilot).text == "first"
        await pilot.press("down", "down")
        assert composer(pilot).text == DRAFT


async def change_to(pilot: Pilot[None], app: FriendApp, who: Profile) -> None:
    here = app.screen
    app.chat_with(who)
    await wait_until(pilot, lambda: app.screen is not here)
    await ready(pilot)


async def test_who_leaves_while_looking_finds_what_waited_and_the_draft(
    core: ScriptedCore, app: FriendApp, emily: Profile, model: ScriptedModel
) -> None:
    model.replies.append(["One", asyncio.Event()])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        ada = core.profiles().create("Ada", Language.EN, core.clock())
        for text in ("first", "waits"):
            await say(pilot, text)
        await type_text(pilot, DRAFT)
        await pilot.press("up")
        for who in (ada, emily):
            await change_to(pilot, app, who)
        assert composer(pilot).text == f"waits\n{DRAFT}"
        await pilot.press("down")
        assert composer(pilot).text == f"waits\n{DRAFT}"


async def delete_in_browser(pilot: Pilot[None]) -> None:
    await pilot.press("f6")
    await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == "BrowserScreen")
    await wait_until(pilot, lambda: "zulu" in str(getattr(pilot.app.focused, "chosen", "")))
    await pilot.press("delete", "delete")
    await pilot.press("escape")


async def remove_for_good(pilot: Pilot[None]) -> None:
    await pilot.press("f8")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen))
    await pilot.press("down", "enter")


@pytest.mark.parametrize("draft", ["", DRAFT])
@pytest.mark.parametrize("delete", [delete_in_browser, remove_for_good])
async def test_what_was_looked_at_and_is_deleted_is_nowhere(
    app: FriendApp, file: Path, delete: Callable[[Pilot[None]], Awaitable[None]], draft: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "my pin is 4711 zulu")
        await answered(pilot, 3)
        room = app.screen
        await type_text(pilot, draft)
        await pilot.press("up")
        assert "zulu" in composer(pilot).text
        await delete(pilot)
        await wait_until(pilot, lambda: app.screen is room and len(room.query(TurnView)) == 2)
        assert composer(pilot).text == draft
        await kept(pilot, file, draft)
        await pilot.press("up")
        assert composer(pilot).text == "old"
        await pilot.press("down")
        assert composer(pilot).text == draft


async def test_the_draft_that_waits_for_an_edited_message_is_not_the_one_looked_at(
    app: FriendApp, model: ScriptedModel, file: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await drafted(pilot)
        await pilot.press("up", "up", "f2")
        assert composer(pilot).text == "old"
        await kept(pilot, file, DRAFT)
        await pilot.press("!", "up")
        await kept(pilot, file, f"{DRAFT}\nold!")
        await pilot.press("enter")
        await answered(pilot, 2)
        assert [prompt.message for prompt in model.prompts] == ["old"]
        assert composer(pilot).text == f"{DRAFT}\nold!"
        await kept(pilot, file, f"{DRAFT}\nold!")


async def test_a_command_that_is_begun_stands_before_the_draft(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await drafted(pilot)
        await pilot.press("up")
        assert isinstance(app.screen, ChatScreen)
        app.screen.action_forget()
        assert composer(pilot).text == f"/forget {DRAFT}"


async def test_off_the_record_no_old_message_is_asked_about(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        room = app.screen
        assert isinstance(room, ChatScreen)
        await room.action_off_record()
        await pilot.press("up")
        assert not room.would_lose
        await pilot.press("!")
        assert room.would_lose


async def test_what_was_written_off_the_record_is_kept_nowhere_while_one_looks(app: FriendApp, file: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        room = app.screen
        assert isinstance(room, ChatScreen)
        await room.action_off_record()
        await type_text(pilot, "heron")
        await room.action_new_conversation()
        await pilot.press("up")
        await kept(pilot, file, "")
        await pilot.press("!")
        await kept(pilot, file, "old!")
        await pilot.press("down")
        assert composer(pilot).text == "heron"
        await kept(pilot, file, "old!")


STEPS = ("write", "up", "down", "send", "take back", "delete")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(STEPS), max_size=14))
def test_no_word_is_lost_and_none_comes_back_in_any_order(steps: list[str]) -> None:
    asyncio.run(_in_this_order(steps))


async def _in_this_order(steps: list[str]) -> None:
    app, written, given_back = Writing(), set[str](), set[str]()
    async with app.run_test() as pilot:
        box = composer(pilot)
        for entry in ("old one", "old two"):
            box.written_before.add(entry)
        gone: list[str] = ["old one", "old two"]
        for number, step in enumerate(steps):
            if step == "write":
                word = f"<{number}>"
                written.add(word)
                await type_text(pilot, word)
            elif step in {"up", "down"}:
                await pilot.press(step)
            elif step == "send":
                before = len(app.sent)
                await pilot.press("enter")
                for text in app.sent[before:]:
                    box.written_before.add(text)
                    gone.append(text)
            elif step == "take back" and app.sent:
                given_back.add(app.sent[-1])
                box.give_back(app.sent.pop())
            elif step == "delete":
                box.forget(box.text)
            drafts = box.drafts
            for word in written:
                assert any(word in text for text in (*drafts, *app.sent)), (steps, word)
            assert not set(drafts) & set(gone) - given_back, (steps, drafts)
