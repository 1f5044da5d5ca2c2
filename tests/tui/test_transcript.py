"""A long past: little of it on the screen, all of it within reach."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.geometry import Size
from textual.pilot import Pilot
from textual.screen import Screen

from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.messages import EarlierTurnsRead
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.widgets import transcript as transcript_module
from siliconfriend.tui.widgets.divider import Divider
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown
from siliconfriend.tui.widgets.transcript import Transcript
from tests.tui.scripted import Clock, ScriptedModel, ready, say, screen_text, wait_until

Remember = Callable[..., None]


def transcript(pilot: Pilot[None]) -> Transcript:
    return pilot.app.screen.query_one(Transcript)


def said(pilot: Pilot[None]) -> list[str]:
    return [view.query_text for view in transcript(pilot).turns]


def numbered(first: int, count: int) -> list[tuple[str, str]]:
    return [(f"thing {number}", f"reply {number}") for number in range(first, first + count)]


async def test_the_last_twenty_are_there_and_the_others_on_demand(
    app: FriendApp, emily: Profile, remember: Remember
) -> None:
    remember(emily, *numbered(0, 45))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert said(pilot) == [f"thing {number}" for number in range(25, 45)]
        assert "thing 44" in screen_text(app)
        await pilot.press("ctrl+up")
        await wait_until(pilot, lambda: len(said(pilot)) == 40)
        await pilot.press("ctrl+up")
        await wait_until(pilot, lambda: len(said(pilot)) == 45)
        assert said(pilot) == [f"thing {number}" for number in range(45)]
        assert not transcript(pilot).query(EarlierLine)
        assert len(transcript(pilot).query(Divider)) == 1


async def test_asking_twice_at_once_shows_nothing_twice(app: FriendApp, emily: Profile, remember: Remember) -> None:
    remember(emily, *numbered(0, 45))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        first = transcript(pilot).first_turn
        assert first is not None
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        turns = app.screen.companion.bank.turns(before=first.id)
        earlier = EarlierTurnsRead(first.id, turns)
        app.screen.post_message(earlier)
        app.screen.post_message(earlier)
        await wait_until(pilot, lambda: len(said(pilot)) >= 40)
        assert said(pilot) == [f"thing {number}" for number in range(5, 45)]


async def test_scrolling_to_the_top_reads_on_and_keeps_the_place(
    app: FriendApp, emily: Profile, remember: Remember
) -> None:
    remember(emily, *numbered(0, 30))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        view = transcript(pilot)
        view.scroll_to(y=1, animate=False)
        await pilot.pause()
        first = view.turns[0]
        line = first.region.y
        view.scroll_to(y=0, animate=False)
        await wait_until(pilot, lambda: len(said(pilot)) == 30)
        await wait_until(pilot, lambda: abs(first.region.y - line) <= 1)


async def test_the_screen_stays_where_the_user_scrolled_while_a_reply_grows(
    app: FriendApp, emily: Profile, remember: Remember, model: ScriptedModel
) -> None:
    remember(emily, *numbered(0, 20))
    more = asyncio.Event()
    model.replies.append(["line\n\n" * 5, more, "line\n\n" * 50 + "the end"])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "go")
        await wait_until(pilot, lambda: "line" in screen_text(app))
        await pilot.press("pageup", "pageup")
        place = transcript(pilot).scroll_y
        more.set()
        await wait_until(pilot, lambda: transcript(pilot).turns[-1].turn is not None)
        assert transcript(pilot).scroll_y == place
        await pilot.press("ctrl+down")
        await wait_until(pilot, lambda: "the end" in screen_text(app))


async def test_a_reply_that_grows_by_a_line_is_laid_out_once(
    app: FriendApp, emily: Profile, remember: Remember, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(emily, *numbered(0, 12))
    layouts = 0

    def counted(screen: ChatScreen, size: Size | None = None, scroll: bool = False) -> None:
        nonlocal layouts
        layouts += 1
        Screen._refresh_layout(screen, size, scroll)

    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        view = await transcript(pilot).begin("tell me", clock().date())
        await view.grow("a first line\n\n")
        await pilot.pause()
        monkeypatch.setattr(ChatScreen, "_refresh_layout", counted)
        for number in range(10):
            await view.grow(f"line {number}\n\n")
            await wait_until(pilot, lambda: f"line {number}" in screen_text(app))  # noqa: B023 - waited for here
            for _ in range(3):
                await pilot.pause()
        assert 10 <= layouts <= 11
        assert transcript(pilot).scroll_y == transcript(pilot).max_scroll_y


async def test_days_and_conversations_are_divided(
    app: FriendApp, emily: Profile, remember: Remember, clock: Clock
) -> None:
    remember(emily, ("one", "1"))
    clock.pass_days(1)
    remember(emily, ("two", "2"))
    remember(emily, ("three", "3"))
    clock.pass_days(1)
    async with app.run_test(size=(80, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+n", "ctrl+n")
        assert str(transcript(pilot).query(Divider).last().content) == "a new conversation"
        await say(pilot, "four")
        await wait_until(pilot, lambda: len(said(pilot)) == 4 and transcript(pilot).turns[-1].turn)
        assert [str(line.content) for line in transcript(pilot).query(Divider)] == [
            "Tuesday, 12 May 2026",
            "Wednesday, 13 May 2026",
            "a new conversation",
            "Thursday, 14 May 2026",
        ]


async def test_a_conversation_that_goes_on_for_long_lets_its_oldest_turns_go(
    app: FriendApp, emily: Profile, remember: Remember, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(emily, *numbered(0, 10))
    monkeypatch.setattr(transcript_module, "MOST_TURNS", 11)
    monkeypatch.setattr(transcript_module, "KEPT_TURNS", 6)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for number in (10, 11):
            await say(pilot, f"thing {number}")
            await wait_until(pilot, lambda: transcript(pilot).turns[-1].turn is not None)
        assert said(pilot) == [f"thing {number}" for number in range(6, 12)]
        assert len(transcript(pilot).query(Divider)) == 1
        await pilot.press("ctrl+up")
        await wait_until(pilot, lambda: len(said(pilot)) == 12)
        assert said(pilot) == [f"thing {number}" for number in range(12)]


async def test_plain_replies_are_cheap_and_look_the_same_as_markdown(
    app: FriendApp, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("plain", "two\nlines\n\nand more"), ("marked", "two\nlines\n\nand **more**"))
    async with app.run_test(size=(80, 40)) as pilot:
        await ready(pilot)
        plain, marked = transcript(pilot).turns
        cheap, dear = plain.query_one(ReplyMarkdown), marked.query_one(ReplyMarkdown)
        assert cheap.size == dear.size
        text = screen_text(app).splitlines()
        assert [line.strip() for line in text[cheap.region.y : cheap.region.bottom]] == [
            line.strip() for line in text[dear.region.y : dear.region.bottom]
        ]


async def test_html_and_control_codes_in_a_reply_are_text(
    app: FriendApp, emily: Profile, remember: Remember
) -> None:
    remember(emily, ("odd", "<think>aloud</think>\n\n\x1b[31mred **x**"))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "<think>aloud</think>" in screen_text(app)
        assert "␛[31mred x" in screen_text(app)
