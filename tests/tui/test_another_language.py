"""Another language while one talks: all that is on the screen stays there, and is said in it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.models.base import UnreachableError
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.presence import Presence
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.widgets.transcript import Transcript
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

Remember = Callable[..., None]
SAID = {"Emily", "like", "scripted", "record", "sent", "local", "only", "PgUp", "PgDn", "Home", "Enter"}
"""What stands in English letters in Chinese, too."""


async def speak_chinese(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, FriendApp)
    room = app.conversation
    assert room is not None
    room.bank.profile = replace(room.bank.profile, language=Language.CN)
    await app.use_setting("profile.language")
    await pilot.pause()


def kinds(pilot: Pilot[None]) -> list[str]:
    return [type(one).__name__ for one in pilot.app.screen.query_one(Transcript).walk_children()]


async def test_what_is_told_beside_the_conversation_stays(
    core: ScriptedCore, app: FriendApp, emily: Profile, model: ScriptedModel
) -> None:
    other = Presence(core.places.profiles / emily.id)
    other.begin()
    model.replies += [[], [UnreachableError(host="h")]]
    async with app.run_test(size=(100, 50)) as pilot:
        await ready(pilot)
        await say(pilot, "I want to end my life")
        await answered(pilot)
        await say(pilot, "hello")
        await answered(pilot, 2)
        await pilot.press("ctrl+n")
        await wait_until(pilot, lambda: "a new conversation" in screen_text(app))
        before = kinds(pilot)
        assert "CareNotice" in before
        await speak_chinese(pilot)
        assert kinds(pilot) == before
        for told in (
            "Emily，你好",
            "在另一个窗口里也开着",
            "新的对话",
            app.words("errors.unreachable", host="h")[:6],
        ):
            assert told in screen_text(app)
        for gone in ("Hello, Emily", "another window", "a new conversation", "12 May"):
            assert gone not in screen_text(app)
    other.end()


async def test_an_edit_goes_on(app: FriendApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "as it was")
        await answered(pilot)
        await pilot.press("f2", "!")
        await speak_chinese(pilot)
        assert "正在改上一句" in screen_text(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "as it was!" in screen_text(app) and "正在改" not in screen_text(app))
        await answered(pilot)
        assert [view.query_text for view in app.screen.query_one(Transcript).turns] == ["as it was!"]
        assert composer(pilot).text == ""


async def test_what_was_said_off_the_record_still_goes_from_the_screen(app: FriendApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "I like tea")
        await answered(pilot)
        assert isinstance(app.screen, ChatScreen)
        await app.screen.action_off_record()
        await say(pilot, "my secret")
        await answered(pilot, 2)
        await speak_chinese(pilot)
        assert "不留记录 · 从这里起" in screen_text(app)
        await app.screen.action_off_record()
        await wait_until(pilot, lambda: "my secret" not in screen_text(app))
        assert "I like tea" in screen_text(app)


@pytest.mark.parametrize("waiting", ["", "and this"])
async def test_a_reply_on_its_way_goes_on(
    app: FriendApp, emily: Profile, remember: Remember, model: ScriptedModel, waiting: str
) -> None:
    remember(emily, ("earlier", "Yes."))
    more = asyncio.Event()
    model.replies.append(["One", more, " and two."])
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await wait_until(pilot, lambda: "One" in screen_text(app))
        if waiting:
            await type_text(pilot, waiting)
            await pilot.press("enter")
            await wait_until(pilot, lambda: "waiting to be sent" in screen_text(app))
        await speak_chinese(pilot)
        assert "2026年5月12日" in screen_text(app)
        assert ("等着发送" in screen_text(app)) is bool(waiting)
        more.set()
        await answered(pilot, 2)
        await wait_until(pilot, lambda: "One and two." in screen_text(app))


OPEN = {
    "a memory": (("f6", "enter"), "Strength 1", "强度 1"),
    "the memories": (("f6",), "What I remember", "记忆册"),
    "the days": (("f10",), "Tuesday", "星期二"),
    "the portrait": (("f10", "tab"), "The story so far", "一路走来"),
    "what is found": (("ctrl+f", "t", "e", "a"), "holds", "tea"),
    "a place": (("ctrl+f", "t", "e", "a", "enter"), "Tuesday", "星期二"),
}


@pytest.mark.parametrize("where", OPEN)
@pytest.mark.parametrize("width", [100, 140])
async def test_what_is_open_follows(
    app: FriendApp, emily: Profile, remember: Remember, where: str, width: int
) -> None:
    remember(emily, ("I like tea", "So do I."))
    keys, before, after = OPEN[where]
    async with app.run_test(size=(width, 40)) as pilot:
        await ready(pilot)
        await pilot.press(*keys)
        await wait_until(pilot, lambda: before in screen_text(app))
        await speak_chinese(pilot)
        await wait_until(pilot, lambda: after in screen_text(app) and before not in screen_text(app))
        english = {*re.findall(r"[A-Za-z]{4,}", screen_text(app))} - SAID
        assert not english
