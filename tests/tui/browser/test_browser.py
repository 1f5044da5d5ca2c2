"""Everything that is remembered can be found, seen whole, and governed, from the keyboard."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from siliconfriend.memory.looking import Listing, Order, Standing, Wanted
from siliconfriend.memory.records import Kind, MemoryBankError, MemoryState
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser import deleting as deleting_module
from siliconfriend.tui.browser.browser import MemoryBrowser
from siliconfriend.tui.browser.edit_screen import EditScreen
from siliconfriend.tui.browser.screen import BrowserScreen
from siliconfriend.tui.chat import browsing as browsing_module
from siliconfriend.tui.finding.place import PlaceScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.turn_view import TurnView
from tests.tui.browser.conftest import TOLD, bank_of, listed, opened, seen_whole, the_list
from tests.tui.scripted import ready, say, screen_text, type_text, wait_until

NEWEST = ["Buy a birthday present", *(query for query, _ in reversed(TOLD))]
NARROW, WIDE = (80, 24), (140, 40)

pytestmark = pytest.mark.usefixtures("past")


async def note_says(pilot: Pilot[None], words: str) -> None:
    await wait_until(pilot, lambda: words in screen_text(pilot.app))


async def listed_by(pilot: Pilot[None], **wanted: object) -> None:
    """Until the list is what is `wanted`."""
    await wait_until(
        pilot,
        lambda: all(getattr(the_list(pilot).listing.wanted, name) is value for name, value in wanted.items()),
    )


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_it_opens_from_a_key_and_by_name_and_closes_again(app: FriendApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        assert listed(pilot) == NEWEST
        assert isinstance(app.screen, BrowserScreen) == (size == NARROW)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not app.screen.query(MemoryBrowser))
        assert isinstance(app.screen, ChatScreen)
        await wait_until(pilot, lambda: app.screen.query_one(Composer).has_focus)
        await say(pilot, "/memories")
        await wait_until(pilot, lambda: app.screen.query(MemoryBrowser))


async def test_the_pane_becomes_a_screen_and_the_screen_a_pane(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("down", "down")
        await seen_whole(pilot)
        await pilot.resize_terminal(*NARROW)
        await wait_until(pilot, lambda: isinstance(app.screen, BrowserScreen))
        await wait_until(pilot, lambda: NEWEST[2] in screen_text(app))
        await wait_until(pilot, lambda: "100 %" in screen_text(app))
        await pilot.resize_terminal(*WIDE)
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and app.screen.query(MemoryBrowser))
        await wait_until(pilot, lambda: "100 %" in screen_text(app))


async def test_letters_are_the_browsers_in_the_pane_and_the_composers_in_the_chat(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("z", "x")
        composer = app.screen.query_one(Composer)
        assert composer.text == ""
        composer.focus()
        await type_text(pilot, "pin")
        assert composer.text == "pin"
        assert bank_of(pilot).counts().pinned == 0


@pytest.mark.parametrize(
    ("typed", "found"),
    [("cat", 1), ("runni", 1), ("火", 1), ("火锅", 1), ("sister cel", 1), ("zebra", 0), ("my", 2)],
)
async def test_words_are_found_as_they_are_typed(app: FriendApp, typed: str, found: int) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("slash")
        await type_text(pilot, typed)
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted.text == typed)
        assert the_list(pilot).listing.count == found
        if not found:
            await note_says(pilot, "Nothing here matches")
        await pilot.press("escape")
        await wait_until(pilot, lambda: the_list(pilot).listing.count == len(NEWEST))
        await pilot.press("escape")
        assert the_list(pilot).has_focus


async def test_a_word_written_quickly_is_looked_for_once(app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        asked: list[str] = []
        real = bank_of(pilot).listing

        def noted(wanted: Wanted) -> Listing:
            asked.append(wanted.text)
            return real(wanted)

        monkeypatch.setattr(bank_of(pilot), "listing", noted)
        await pilot.press("slash")
        await type_text(pilot, "cello")
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted.text == "cello")
        assert asked == ["cello"]


async def test_kind_state_and_order_are_chosen_with_a_key(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        for order in (Order.OLDEST, Order.WEAKEST, Order.STRONGEST, Order.RECALLED):
            await pilot.press("o")
            await listed_by(pilot, order=order)
        await pilot.press("o")
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted == Wanted())
        for kind in Kind:
            await pilot.press("k")
            await listed_by(pilot, kind=kind)
        await wait_until(pilot, lambda: listed(pilot) == NEWEST[:1])
        await pilot.press("k")
        for standing in Standing:
            await pilot.press("s")
            await listed_by(pilot, standing=standing)
            assert the_list(pilot).listing.count == (len(NEWEST) if standing is Standing.ALIVE else 0)


async def test_one_memory_is_seen_whole(app: FriendApp) -> None:
    async with app.run_test(size=(100, 50)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+n")
        await say(pilot, "What is my cat called?")
        await wait_until(pilot, lambda: "remembered" in screen_text(app))
        await opened(pilot)
        await pilot.press("end")
        await wait_until(pilot, lambda: (chosen := the_list(pilot).chosen) and "Miso" in chosen.query)
        await seen_whole(pilot)
        for words in (
            "Tuesday",
            "A lovely name",
            "Strength 2",
            "Fades on",
            "Recalled today, it would hold until",
            "Recalled for one reply",
            "What is my cat called?",
        ):
            await note_says(pilot, words)
        await pilot.press("escape")
        await wait_until(pilot, lambda: the_list(pilot).has_focus)


@pytest.mark.parametrize("whole", [False, True], ids=["in the list", "seen whole"])
async def test_pinning_fading_and_silencing_and_back(app: FriendApp, whole: bool) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        chosen = the_list(pilot).chosen
        assert chosen is not None
        memory = chosen.id
        if whole:
            await seen_whole(pilot)
        bank = bank_of(pilot)
        for key, said, state in (
            ("p", "will not fade", MemoryState.PINNED),
            ("p", "No longer pinned", MemoryState.ALIVE),
            ("f", "not recalled", MemoryState.FADED),
            ("f", "Brought back", MemoryState.ALIVE),
        ):
            await pilot.press(key)
            await note_says(pilot, said)
            assert bank.memory(memory).state is state
        await pilot.press("n")
        await note_says(pilot, "Never recalled from now on")
        assert bank.recall("birthday present", k=3, now=app.core.clock()) == []
        await wait_until(pilot, lambda: "recall again" in screen_text(app))
        await pilot.press("n")
        await note_says(pilot, "like any other again")
        assert bank.recall("birthday present", k=3, now=app.core.clock())


async def test_what_is_deleted_can_be_brought_back_for_a_while(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("down", "d", "d")
        await note_says(pilot, "brings it back for 10 seconds")
        await wait_until(pilot, lambda: listed(pilot) == [NEWEST[0], *NEWEST[2:]])
        await pilot.press("u")
        await note_says(pilot, "It is back")
        await wait_until(pilot, lambda: listed(pilot) == NEWEST)
        assert (chosen := the_list(pilot).chosen) is not None
        assert chosen.query == NEWEST[1]


async def test_words_meant_for_the_companion_delete_nothing(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press(*"did", "space", *"dad", "down", "d", "x", "d")
        await note_says(pilot, "D again deletes it")
        assert len(bank_of(pilot).list_memories()) == len(NEWEST)


async def test_then_it_is_gone_for_good_from_the_chat_too(app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting_module, "UNDO_SECONDS", 0.01)
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        assert NEWEST[1] in screen_text(app)
        await pilot.press("down", "d", "d")
        await wait_until(pilot, lambda: bank_of(pilot).memories_like("cello") == [])
        await wait_until(pilot, lambda: "cello" not in screen_text(app))
        assert isinstance(app.screen, ChatScreen)
        assert app.screen._scrub_due
        await pilot.press("u")
        await note_says(pilot, "gone for good")


async def test_leaving_at_once_deletes_it(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("down", "d", "d")
        await note_says(pilot, "brings it back")
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: not app.is_running)
    again = app.core.profiles().open(app.core.profiles().list()[0])
    assert len(again.list_memories()) == len(NEWEST) - 1
    assert again.identity is not None
    assert again.counts().turns == len(TOLD) - 1
    again.close()


async def test_a_note_is_reworded_and_what_was_said_gets_a_note_in_its_place(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        for steps, words, said in (
            ((), "Buy two presents", "Your words are kept"),
            (("end",), "Two cats", "its place"),
        ):
            await pilot.press(*steps)
            await wait_until(pilot, lambda: the_list(pilot).chosen)
            await pilot.press("e")
            await wait_until(pilot, lambda: isinstance(app.screen, EditScreen))
            app.screen.query_one(TextArea).text = words
            await pilot.press("ctrl+s")
            await note_says(pilot, said)
        await wait_until(pilot, lambda: "Two cats" in listed(pilot))
        assert "Buy two presents" in listed(pilot)
        assert "My cat is called Miso." in listed(pilot)
        recalled = bank_of(pilot).recall("what cats have I, how is my cat called?", k=3, now=app.core.clock())
        assert recalled[0].memory.query == "Two cats"
        assert all("Miso" not in one.memory.query for one in recalled)


async def test_leaving_the_editor_changes_nothing(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(app.screen, EditScreen))
        await pilot.press("x", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, BrowserScreen))
        assert listed(pilot) == NEWEST


async def test_it_leads_to_the_place_in_the_chat(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await note_says(pilot, "was not said in the chat")
        await pilot.press("down", "down", "g")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen) and app.screen.query("TurnView.found"))
        meant = app.screen.query("TurnView.found").first(TurnView)
        assert meant.query_text == NEWEST[2]
        await wait_until(pilot, lambda: NEWEST[2] in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, BrowserScreen))


async def test_the_place_is_kept_while_it_is_closed(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("slash")
        await type_text(pilot, "my")
        await wait_until(pilot, lambda: the_list(pilot).listing.count == 2)
        await pilot.press("down", "down")
        await wait_until(pilot, lambda: the_list(pilot).cursor == 1)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await opened(pilot)
        assert app.screen.query_one(Input).value == "my"
        assert the_list(pilot).cursor == 1


async def test_nothing_of_it_is_loaded_before_it_is_asked_for(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        assert isinstance(app.screen, ChatScreen)
        assert app.screen._browsed is None
        assert not app.screen.query(MemoryBrowser)
    assert browsing_module.PANE


async def test_what_cannot_be_done_is_said_and_nothing_changes(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MemoryBankError("disk_full", path="memory.sqlite3", detail="")

    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        for name in ("pin", "archive", "never_recall", "begin_deleting"):
            monkeypatch.setattr(bank_of(pilot), name, full)
        for keys in ("p", "f", "n", "dd"):
            await pilot.press(*keys)
            await note_says(pilot, "disk is full")
            assert listed(pilot) == NEWEST
