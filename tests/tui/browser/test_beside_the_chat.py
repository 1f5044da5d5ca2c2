"""Memories beside the chat: what is changed elsewhere is seen there, and other words take the place of the old."""

from __future__ import annotations

import pytest
from textual.widgets import TextArea

from siliconfriend.memory.records import MemoryState
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser.edit_screen import EditScreen
from siliconfriend.tui.chat.browsing import Browsing
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.timeline.screen import TimelineScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.browser.conftest import bank_of, listed, opened, seen_whole, the_list
from tests.tui.scripted import say, screen_text, wait_until

WIDE = (140, 40)

pytestmark = pytest.mark.usefixtures("past")


async def test_what_a_screen_before_it_changed_is_seen_when_one_is_back(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("escape", "f6")
        await wait_until(pilot, lambda: the_list(pilot).chosen is not None)
        await pilot.press("f10")
        await wait_until(pilot, lambda: isinstance(app.screen, TimelineScreen))
        chat = app.screen_stack[-2]
        assert isinstance(chat, Browsing)
        chat.bank.remember("The harbour at night", app.core.clock())
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen is chat and "The harbour at night" in listed(pilot))
        assert the_list(pilot).has_focus


async def test_a_note_written_in_the_chat_is_listed_and_the_keys_stay_with_the_composer(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        detail = await seen_whole(pilot)
        assert detail.known is not None
        detail_id = detail.known.memory.id
        app.screen.query_one(Composer).focus()
        held = the_list(pilot).listing.count
        await say(pilot, "/remember The harbour at night")
        await wait_until(pilot, lambda: the_list(pilot).listing.count == held + 1)
        await pilot.pause()
        assert app.screen.query_one(Composer).has_focus
        assert detail.known is not None
        assert detail.known.memory.query == "Buy a birthday present"
        await pilot.press("f6", "escape")
        await wait_until(pilot, lambda: "The harbour at night" in listed(pilot))
        chosen = the_list(pilot).chosen
        assert chosen is not None
        assert chosen.id == detail_id


async def test_a_memory_that_is_gone_is_open_no_more(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        detail = await seen_whole(pilot)
        assert detail.known is not None
        bank_of(pilot).delete_memories([detail.known.memory.id])
        app.screen.query_one(Composer).focus()
        await say(pilot, "/remember The harbour at night")
        await wait_until(pilot, lambda: detail.known is None and the_list(pilot).display)
        assert "Buy a birthday present" not in listed(pilot)


async def test_the_words_that_are_remembered_now_are_open_with_their_pin(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("end")
        await wait_until(pilot, lambda: the_list(pilot).chosen)
        detail = await seen_whole(pilot)
        assert detail.known is not None
        old = detail.known.memory.id
        await pilot.press("p")
        await wait_until(pilot, lambda: bank_of(pilot).memory(old).state is MemoryState.PINNED)
        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(app.screen, EditScreen))
        app.screen.query_one(TextArea).text = "Two cats"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: detail.known is not None and detail.known.memory.query == "Two cats")
        assert detail.known.memory.state is MemoryState.PINNED
        await wait_until(pilot, lambda: "Pinned: it never fades" in screen_text(app))
        await pilot.press("ctrl+z")
        await wait_until(pilot, lambda: detail.known is not None and detail.known.memory.id == old)


async def test_that_other_words_are_kept_off_the_record_too_is_said_where_they_are_written(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        assert screen.companion is not None
        for off_record in (False, True):
            if off_record:
                screen.companion.go_off_record()
            await pilot.press("right", "e")
            await wait_until(pilot, lambda: isinstance(app.screen, EditScreen))
            await wait_until(pilot, lambda: "Your note:" in screen_text(app))
            assert ("is kept all the same" in screen_text(app)) == off_record
            await pilot.press("escape")
            await wait_until(pilot, lambda: app.screen is screen)


async def test_what_is_never_recalled_shows_no_day_until_which_it_would_hold(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await seen_whole(pilot)
        await wait_until(pilot, lambda: "Recalled today, it would hold until" in screen_text(app))
        await pilot.press("n")
        await wait_until(pilot, lambda: "Never recalled, because you said so" in screen_text(app))
        for words in ("it would hold until", "Strength"):
            assert words not in screen_text(app)
