"""Another reply, an edited message, a removed turn: what was made from the old one goes with it, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from siliconfriend import reply
from siliconfriend.memory.records import Profile, TurnState
from siliconfriend.models.base import UnreachableError
from siliconfriend.tui import messages
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.chat import sweeping
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.widgets.divider import Divider
from siliconfriend.tui.widgets.transcript import Transcript
from tests.tui.scripted import (
    Clock,
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


def stored(pilot: Pilot[None]) -> list[tuple[str, str]]:
    screen = pilot.app.screen
    assert isinstance(screen, ChatScreen)
    assert screen.companion is not None
    return [(turn.query, turn.response) for turn in screen.companion.bank.turns()]


def shown(pilot: Pilot[None]) -> list[tuple[str, str]]:
    return [(view.query_text, view.response) for view in pilot.app.screen.query_one(Transcript).turns]


async def test_another_reply_takes_the_old_ones_place(app: FriendApp, model: ScriptedModel) -> None:
    model.replies += [["The first."], ["The **second**."]]
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "tell me")
        await answered(pilot)
        await pilot.press("f5")
        await wait_until(pilot, lambda: shown(pilot) == [("tell me", "The **second**.")])
        await answered(pilot)
        assert stored(pilot) == [("tell me", "The **second**.")]
        assert "The first." not in screen_text(app)
        assert "The second." in screen_text(app)
        assert "The first." not in str(model.prompts[1].messages)


async def test_another_reply_that_is_the_same_says_so(app: FriendApp, model: ScriptedModel) -> None:
    model.replies += [["Yes", "."], ["Yes."], ["No."]]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "tell me")
        await answered(pilot)
        await pilot.press("f5")
        await wait_until(pilot, lambda: "answered again" in screen_text(app))
        app.clear_notifications()
        await pilot.press("f5")
        await wait_until(pilot, lambda: shown(pilot) == [("tell me", "No.")])
        await answered(pilot)
        assert "answered again" not in screen_text(app)
        assert [one.replaces for one in model.prompts] == ["", "Yes.", "Yes."]


@pytest.mark.parametrize("how", ["failed", "stopped"])
async def test_another_reply_that_does_not_come_leaves_the_old_one(
    app: FriendApp, model: ScriptedModel, how: str
) -> None:
    model.replies += [["The first."], [UnreachableError(host="h") if how == "failed" else asyncio.Event()]]
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "tell me")
        await answered(pilot)
        await pilot.press("f5")
        if how == "stopped":
            await wait_until(pilot, lambda: len(model.prompts) == 2)
            await pilot.press("escape")
        await wait_until(pilot, lambda: len(model.prompts) == 2 and shown(pilot) == [("tell me", "The first.")])
        await answered(pilot)
        assert "The first." in screen_text(app)
        assert stored(pilot) == [("tell me", "The first.")]


@pytest.mark.parametrize("came", [0, 1])
async def test_a_disk_that_fills_while_another_reply_comes_shows_what_is_kept(
    app: FriendApp,
    model: ScriptedModel,
    fill_disk: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    came: int,
) -> None:
    """What is kept is the reply that was there, or as much of the other as had been kept in its place."""
    monkeypatch.setattr(reply, "KEEP_AFTER_SECONDS", 0.0 if came else 3600.0)
    more = asyncio.Event()
    model.replies += [["The first."], ["The second", more, " and more." * 9_000]]
    kept = ["The first.", "The second"][came]
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "tell me")
        await answered(pilot)
        await pilot.press("f5")
        await wait_until(pilot, lambda: shown(pilot) == [("tell me", "The second")])
        await wait_until(pilot, lambda: stored(pilot) == [("tell me", kept)])
        fill_disk()
        more.set()
        await wait_until(pilot, lambda: "The disk is full" in screen_text(app))
        assert shown(pilot) == stored(pilot) == [("tell me", kept)]
        assert "and more." not in screen_text(app)


async def test_a_reply_that_could_not_be_kept_can_be_copied(
    app: FriendApp, model: ScriptedModel, fill_disk: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(ChatScreen, "copy", lambda _, text: copied.append(text))
    more, words = asyncio.Event(), " and more." * 9_000
    model.replies.append(["One", more, words])
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "tell me")
        await wait_until(pilot, lambda: "One" in screen_text(app))
        fill_disk()
        more.set()
        await wait_until(pilot, lambda: "The disk is full" in screen_text(app))
        await pilot.press("f3")
        await wait_until(pilot, lambda: copied == ["One" + words])


async def test_an_edited_message_takes_the_old_turns_place_when_it_is_sent(
    app: FriendApp, model: ScriptedModel
) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "my cat is calld Miso")
        await answered(pilot)
        await type_text(pilot, "a draft")
        await pilot.press("f2")
        assert composer(pilot).text == "my cat is calld Miso"
        assert "editing your last message" in screen_text(app)
        assert stored(pilot)[0][0] == "my cat is calld Miso"
        composer(pilot).write("my cat is called Miso")
        await pilot.press("enter")
        await wait_until(pilot, lambda: shown(pilot) == [("my cat is called Miso", "I hear you.")])
        await answered(pilot)
        assert stored(pilot) == [("my cat is called Miso", "I hear you.")]
        assert "calld" not in str(model.prompts[1].messages)
        assert composer(pilot).text == "a draft"
        assert "editing" not in screen_text(app)


async def test_another_reply_does_not_throw_away_words_that_were_changed(
    app: FriendApp, model: ScriptedModel
) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "as it was")
        await answered(pilot)
        await pilot.press("f2", "!", "f5")
        await pilot.pause()
        assert composer(pilot).text == "as it was!"
        await pilot.press("backspace", "f5")
        await wait_until(pilot, lambda: len(model.prompts) == 2)
        await answered(pilot)
        assert stored(pilot) == [("as it was", "I hear you.")]


async def test_escape_leaves_the_turn_as_it_was(app: FriendApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "as it was")
        await answered(pilot)
        await type_text(pilot, "a draft")
        await pilot.press("f2", "!", "escape")
        assert composer(pilot).text == "a draft"
        await pilot.press("enter")
        await answered(pilot, turns=2)
        assert [query for query, _ in stored(pilot)] == ["as it was", "a draft"]


async def remove_the_last(pilot: Pilot[None], left: int = 0) -> None:
    await pilot.press("f8")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen))
    await pilot.press("down", "enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChatScreen) and len(shown(pilot)) == left)


async def test_words_that_were_changed_are_a_message_of_their_own_when_their_turn_is_removed(
    app: FriendApp, model: ScriptedModel
) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "as it was")
        await answered(pilot)
        await type_text(pilot, "a draft")
        await pilot.press("f2", "!")
        await remove_the_last(pilot)
        assert composer(pilot).text == "as it was!"
        assert "editing" not in screen_text(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(model.prompts) == 2)
        await answered(pilot)
        assert stored(pilot) == [("as it was!", "I hear you.")]
        assert composer(pilot).text == "a draft"


async def test_words_that_were_not_changed_go_with_their_turn(app: FriendApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "as it was")
        await answered(pilot)
        await type_text(pilot, "a draft")
        await pilot.press("f2")
        await remove_the_last(pilot)
        assert composer(pilot).text == "a draft"


@pytest.mark.parametrize("how", ["removed", "forgotten"])
async def test_an_edit_goes_on_when_something_else_goes(app: FriendApp, how: str) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "another")
        await answered(pilot)
        await say(pilot, "as it was")
        await answered(pilot, turns=2)
        await pilot.press("f2", "!")
        chat = app.screen
        assert isinstance(chat, ChatScreen)
        turn = chat.bank.turns()[0]
        memory = chat.bank.memories.of_turn(turn.id)
        assert memory is not None
        chat.bank.delete_memories([memory.id])
        counts = chat.bank.counts()
        gone = messages.TurnRemoved(turn, counts) if how == "removed" else messages.Forgotten([memory], counts, 0)
        chat.post_message(gone)
        await wait_until(pilot, lambda: len(shown(pilot)) == 1)
        assert composer(pilot).text == "as it was!"
        await pilot.press("enter")
        await wait_until(pilot, lambda: shown(pilot) == [("as it was!", "I hear you.")])
        await answered(pilot)
        assert stored(pilot) == [("as it was!", "I hear you.")]


async def test_the_keys_say_what_escape_does(app: FriendApp, model: ScriptedModel) -> None:
    model.replies += [["Yes."], ["More", asyncio.Event()]]
    async with app.run_test(size=(120, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "as it was")
        await answered(pilot)
        await pilot.press("f2")
        await wait_until(pilot, lambda: "Esc leave as it was" in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Esc leave" not in screen_text(app))
        await say(pilot, "on")
        await wait_until(pilot, lambda: "Esc stop" in screen_text(app))
        await say(pilot, "and on")
        await wait_until(pilot, lambda: "Esc take back" in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Esc stop" in screen_text(app))


async def test_an_edit_that_cannot_be_kept_loses_neither(
    app: FriendApp, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from siliconfriend.memory.records import MemoryBankError

    def full(*_: object) -> None:
        raise MemoryBankError("disk_full", path="x", detail="full")

    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "the old one")
        await answered(pilot)
        await pilot.press("f2", "!")
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        with monkeypatch.context() as patched:
            patched.setattr(app.screen.companion.bank, "ask", full)
            await pilot.press("enter")
            await wait_until(pilot, lambda: "The disk is full" in screen_text(app))
        await wait_until(pilot, lambda: composer(pilot).text == "the old one!")
        assert stored(pilot) == [("the old one", "I hear you.")]
        assert shown(pilot) == [("the old one", "I hear you.")]
        await pilot.press("enter")
        await wait_until(pilot, lambda: shown(pilot) == [("the old one!", "I hear you.")])
        assert len(model.prompts) == 2


async def test_removing_asks_first_and_takes_the_memory_too(
    app: FriendApp, emily: Profile, remember: Remember, clock: Clock
) -> None:
    remember(emily, ("kept", "Yes."))
    clock.pass_days(1)
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "regretted")
        await answered(pilot, turns=2)
        await pilot.press("f8")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "Remove “regretted”" in screen_text(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert len(stored(pilot)) == 2
        await pilot.press("f8")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and len(shown(pilot)) == 1)
        assert stored(pilot) == [("kept", "Yes.")]
        assert "1 memory" in screen_text(app)
        assert len(app.screen.query(Divider)) == 1
        await pilot.press("up")
        assert composer(pilot).text == "kept"


async def test_what_was_deleted_is_swept_away_soon(app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "SCRUB_AFTER_SECONDS", 0.01)
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "regretted")
        await answered(pilot)
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        swept: list[bool] = []
        monkeypatch.setattr(app.screen.companion.bank, "scrub", lambda: swept.append(True))
        await pilot.press("f8")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: swept)


async def test_a_reply_that_another_took_the_place_of_is_swept_away_when_that_has_ended(
    app: FriendApp, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "SCRUB_AFTER_SECONDS", 0.01)
    more = asyncio.Event()
    model.replies += [["The first."], [more, "The second."]]
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "tell me")
        await answered(pilot)
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        bank = app.screen.companion.bank
        swept: list[str] = []
        monkeypatch.setattr(bank, "scrub", lambda: swept.append(bank.turns()[-1].response))
        await pilot.press("f5")
        await wait_until(pilot, lambda: swept == ["The first."])
        more.set()
        await wait_until(pilot, lambda: swept == ["The first.", "The second."])


async def test_with_nothing_said_nothing_happens(app: FriendApp) -> None:
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await ready(pilot)
        for key in ("f2", "f3", "f4", "f5", "f8"):
            await pilot.press(key)
            assert isinstance(app.screen, ChatScreen)
        assert "Nothing has been said here yet." in screen_text(app)
        assert composer(pilot).text == ""


OFF = "off the record"
NONE_YET = "Nothing has been said in this new conversation yet."


@pytest.mark.parametrize(
    ("begun", "why"), [("ctrl+n", NONE_YET), (OFF, "The last message was said on the record.")]
)
async def test_a_turn_is_not_moved_into_a_conversation_begun_after_it(
    app: FriendApp, model: ScriptedModel, begun: str, why: str
) -> None:
    async with app.run_test(size=(120, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "first")
        await answered(pilot)
        await begin_another(pilot, begun)
        below = [type(one) for one in app.screen.query_one(Transcript).children]
        assert below[-1] is Divider
        for key in ("f2", "f5"):
            app.clear_notifications()
            await pilot.press(key)
            await wait_until(pilot, lambda: why in screen_text(app))
            assert composer(pilot).text == ""
            assert [type(one) for one in app.screen.query_one(Transcript).children] == below
        assert len(model.prompts) == 1


async def begin_another(pilot: Pilot[None], how: str) -> None:
    """By the key `how`; being off the record has none."""
    assert isinstance(pilot.app.screen, ChatScreen)
    if how == OFF:
        await pilot.app.screen.action_off_record()
    else:
        await pilot.press(how)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen.query_one(Transcript).children[-1], Divider))


@pytest.mark.parametrize("begun", ["ctrl+n", OFF])
async def test_words_that_were_changed_are_said_in_the_conversation_begun_meanwhile(
    app: FriendApp, model: ScriptedModel, begun: str
) -> None:
    """The old message stays where it was said."""
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "as it was")
        await answered(pilot)
        await type_text(pilot, "a draft")
        await pilot.press("f2", "!")
        await begin_another(pilot, begun)
        assert composer(pilot).text == "as it was!"
        assert "editing" not in screen_text(app)
        assert "Your last message stays as it was." in " ".join(screen_text(app).split())
        await pilot.press("enter")
        await answered(pilot, turns=2)
        assert shown(pilot) == [("as it was", "I hear you."), ("as it was!", "I hear you.")]
        assert stored(pilot) == (shown(pilot) if begun == "ctrl+n" else shown(pilot)[:1])
        assert "as it was" not in [one.content for one in model.prompts[1].messages]
        assert composer(pilot).text == "a draft"


async def test_an_edit_off_the_record_ends_with_it(app: FriendApp) -> None:
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await ready(pilot)
        await begin_another(pilot, OFF)
        await say(pilot, "as it was")
        await answered(pilot)
        await pilot.press("f2")
        await begin_another(pilot, OFF)
        assert composer(pilot).text == ""
        await say(pilot, "on the record")
        await answered(pilot)
        assert stored(pilot) == [("on the record", "I hear you.")]


@pytest.mark.parametrize("said", [0, 1])
async def test_what_was_said_on_the_record_can_be_removed_off_it(app: FriendApp, said: int) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "regretted")
        await answered(pilot)
        await begin_another(pilot, OFF)
        if said:
            await say(pilot, "a secret")
            await answered(pilot, turns=2)
            await remove_the_last(pilot, left=1)
        await pilot.press("f8")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "What was remembered" in " ".join(screen_text(app).split())
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and shown(pilot) == [])
        assert stored(pilot) == []
        lines = [str(one.content) for one in app.screen.query(Divider)]
        assert len(lines) == 1
        assert "nothing from here on is stored" in lines[0]


async def test_a_new_conversation_is_still_marked_when_the_turn_above_is_removed(app: FriendApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        for turns, text in enumerate(("kept", "regretted"), 1):
            await say(pilot, text)
            await answered(pilot, turns)
        await begin_another(pilot, "ctrl+n")
        await remove_the_last(pilot, left=1)
        assert "a new conversation" in screen_text(app)


async def test_a_message_stays_in_its_conversation_when_it_is_edited(app: FriendApp) -> None:
    """The one after it has nothing left."""
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "as it was")
        await answered(pilot)
        chat = app.screen
        assert isinstance(chat, ChatScreen)
        (before,) = chat.bank.turns()
        await begin_another(pilot, "ctrl+n")
        await say(pilot, "regretted")
        await answered(pilot, turns=2)
        await remove_the_last(pilot, left=1)
        await pilot.press("f2", "!", "enter")
        await wait_until(pilot, lambda: shown(pilot) == [("as it was!", "I hear you.")])
        await answered(pilot)
        assert [turn.conversation for turn in chat.bank.turns()] == [before.conversation]


async def test_nothing_of_it_while_a_reply_is_on_its_way(app: FriendApp, model: ScriptedModel) -> None:
    model.replies.append(["One", asyncio.Event()])
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "first")
        await wait_until(pilot, lambda: "One" in screen_text(app))
        for key in ("f2", "f5", "f8"):
            await pilot.press(key)
        assert isinstance(app.screen, ChatScreen)
        assert composer(pilot).text == ""
        await pilot.press("escape")
        await answered(pilot)
        screen = app.screen
        assert screen.companion is not None
        assert screen.companion.bank.turns()[0].state is TurnState.STOPPED
