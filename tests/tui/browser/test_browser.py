"""Everything that is remembered can be found, seen whole, and governed, from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.looking import Listing, Order, Standing, Wanted
from siliconfriend.memory.records import Abandoned, Kind, MemoryBankError, MemoryState, TurnState
from siliconfriend.models.base import Sampling
from siliconfriend.sent import Sent
from siliconfriend.tui import long_wait
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser import deleting as deleting_module
from siliconfriend.tui.browser import sifting as sifting_module
from siliconfriend.tui.browser.browser import MemoryBrowser
from siliconfriend.tui.browser.edit_screen import EditScreen
from siliconfriend.tui.browser.key_line import KeyLine
from siliconfriend.tui.browser.screen import BrowserScreen
from siliconfriend.tui.chat import browsing as browsing_module
from siliconfriend.tui.finding.place import PlaceScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.field import Field
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


@pytest.mark.parametrize(
    ("tau_days", "says"), [(7e5, "longer than the calendar goes"), (1e6, "not fade in any time the calendar knows")]
)
async def test_a_memory_that_lasts_beyond_the_calendar(app: FriendApp, tau_days: float, says: str) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        bank_of(pilot).curve = Curve(tau_days)
        await seen_whole(pilot)
        await wait_until(pilot, lambda: says in " ".join(screen_text(app).split()))


async def test_letters_are_the_browsers_in_the_pane_and_the_composers_in_the_chat(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("z", "x")
        composer = app.screen.query_one(Composer)
        assert composer.text == ""
        assert app.screen.query_one(Field).value == "zx"
        composer.focus()
        await type_text(pilot, "pin")
        assert composer.text == "pin"
        assert bank_of(pilot).counts().pinned == 0


@pytest.mark.parametrize("word", ["food", "people", "did dad", "火锅", "go home  PUNKS"])
async def test_words_typed_in_the_list_are_looked_for_and_do_nothing_else(app: FriendApp, word: str) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        before = bank_of(pilot).list_memories()
        await type_text(pilot, word)
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted == Wanted(text=word))
        assert app.screen.query_one(Field).value == word
        assert isinstance(app.screen, ChatScreen)
        assert bank_of(pilot).list_memories() == before
        await pilot.press("backspace")
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted.text == word[:-1])
        await pilot.press("ctrl+w", "ctrl+u")
        await wait_until(pilot, lambda: the_list(pilot).listing.count == len(NEWEST))


async def test_a_blank_begins_no_search_and_letters_act_only_when_told(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("space", "right", "p")
        await note_says(pilot, "will not fade")
        assert app.screen.query_one(Field).value == ""
        await pilot.press("z", "left", "p")
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted.text == "p")
        await pilot.press("escape")
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted.text == "")
        await pilot.press("right", "escape", "f")
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted.text == "f")
        assert bank_of(pilot).counts().faded == 0


@pytest.mark.parametrize(
    ("key", "told"), [("p", "No longer pinned: "), ("f", "Remembered again: "), ("n", "Recalled less again: ")]
)
@pytest.mark.parametrize("whole", [False, True], ids=["in the list", "seen whole"])
async def test_what_was_done_last_can_be_undone(app: FriendApp, key: str, told: str, *, whole: bool) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("down")
        chosen = the_list(pilot).chosen
        assert chosen is not None
        bank = bank_of(pilot)
        bank.not_this_one([chosen.id])
        before = bank.lines([chosen.id])
        if whole:
            await seen_whole(pilot)
        else:
            await pilot.press("right")
        for _ in range(2):
            await pilot.press(key)
            await note_says(pilot, "Ctrl+Z")
            await wait_until(pilot, lambda: bank.lines([chosen.id]) != before)
            await pilot.press("ctrl+z")
            await note_says(pilot, told + chosen.query)
            assert bank.lines([chosen.id]) == before
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert bank.lines([chosen.id]) == before


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
            await note_says(pilot, f"Nothing found for “{typed}”")
        assert ("newest first" in screen_text(app)) == bool(found)
        await pilot.press("escape")
        await wait_until(pilot, lambda: the_list(pilot).listing.count == len(NEWEST))
        await pilot.press("escape")
        assert the_list(pilot).has_focus


async def test_a_day_found_by_words_far_into_it_is_still_called_a_day(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        bank, now = bank_of(pilot), app.core.clock()
        far = "Talked of this and that. " * 6 + "Has a zebra."
        day = bank.list_memories(kind=Kind.TURN)[0].day
        bank.keep_day(Kind.SUMMARY, bank.material(day), far, now, model="toy", prompt="1")
        await pilot.press("slash")
        await type_text(pilot, "zebra")
        await note_says(pilot, "day · …")
        assert "zebra" in screen_text(app).split("day · …")[1].splitlines()[0]


async def test_a_word_written_quickly_is_looked_for_once(app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        asked: list[str] = []
        real = bank_of(pilot).listing

        def noted(wanted: Wanted, abandoned: Callable[[], bool]) -> Listing:
            asked.append(wanted.text)
            return real(wanted, abandoned)

        monkeypatch.setattr(bank_of(pilot), "listing", noted)
        await pilot.press("slash")
        await type_text(pilot, "cello")
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted.text == "cello")
        assert asked == ["cello"]


async def test_kind_state_and_order_are_chosen_with_a_key(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("right")
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


async def test_a_list_that_is_narrowed_says_so_and_how_to_see_everything(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("right", "s", "s")
        await listed_by(pilot, standing=Standing.PINNED)
        await note_says(pilot, "only pinned")
        await note_says(pilot, "A show everything")
        await pilot.press("f6")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await pilot.press("f6")
        await wait_until(pilot, lambda: app.screen.query(MemoryBrowser))
        await note_says(pilot, "Not all memories are listed: only pinned")
        await note_says(pilot, "Esc show everything")
        await pilot.press("escape")
        await wait_until(pilot, lambda: listed(pilot) == NEWEST)
        assert "only pinned" not in screen_text(app)
        await note_says(pilot, "Esc close")
        await pilot.press("right", "k", "a")
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted == Wanted())
        await pilot.press("left", "x")
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted.text == "x")
        await pilot.press("escape")
        await wait_until(pilot, lambda: listed(pilot) == NEWEST)


async def test_what_was_done_is_not_told_of_another_memory(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        for away in (["down"], ["left", "m"], ["escape", "right", "o"]):
            await pilot.press("right", "n")
            await note_says(pilot, "Ctrl+Z takes")
            await pilot.press(*away)
            await wait_until(pilot, lambda: "Ctrl+Z takes" not in screen_text(app))


async def test_when_there_is_no_way_back_nothing_offers_one(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting_module, "UNDO_SECONDS", 0.01)
    async with app.run_test(size=NARROW) as pilot:
        browser = await opened(pilot)
        await pilot.press("delete", "delete")
        await note_says(pilot, "gone for good.")
        await wait_until(pilot, lambda: "^Z" not in screen_text(app))
        assert browser._past == []


@pytest.mark.parametrize("whole", [False, True], ids=["in the list", "seen whole"])
@pytest.mark.parametrize("away", [0, 1], ids=["note", "turn"])
async def test_a_memory_says_again_what_it_said(app: FriendApp, away: int, *, whole: bool) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press(*["down"] * away)
        chosen = the_list(pilot).chosen
        assert chosen is not None
        if whole:
            await seen_whole(pilot)
        else:
            await pilot.press("right")
        before = bank_of(pilot).list_memories()
        await pilot.press("p")
        await note_says(pilot, "will not fade")
        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(app.screen, EditScreen))
        app.screen.query_one(TextArea).text = "In other words"
        await pilot.press("ctrl+s")
        await note_says(pilot, "takes it back")
        await wait_until(pilot, lambda: "In other words" in screen_text(app))
        await pilot.press("ctrl+z")
        await note_says(pilot, "As it was said before: ")
        await wait_until(pilot, lambda: "In other words" not in screen_text(app))
        await wait_until(pilot, lambda: whole or the_list(pilot).chosen is not None)
        await pilot.press("ctrl+z")
        await wait_until(pilot, lambda: bank_of(pilot).list_memories() == before)
        assert bank_of(pilot).verdicts() == {}


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
        else:
            await pilot.press("right")
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


async def test_what_was_pinned_and_is_let_go_is_said_to_be_pinned_no_longer(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        chosen = the_list(pilot).chosen
        assert chosen is not None
        await pilot.press("right", "p")
        await note_says(pilot, "will not fade")
        await pilot.press("f")
        await note_says(pilot, "Let go, and no longer pinned")
        await pilot.press("ctrl+z")
        await note_says(pilot, "Pinned again: " + chosen.query)
        assert bank_of(pilot).memory(chosen.id).state is MemoryState.PINNED


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.TURN])
async def test_what_was_pinned_and_is_brought_back_is_pinned_again(app: FriendApp, kind: Kind, whole: bool) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press(*(["down"] if kind is Kind.TURN else []))
        await (seen_whole(pilot) if whole else pilot.press("right"))
        chosen = app.screen.query_one(MemoryBrowser)._chosen()
        assert chosen is not None
        bank = bank_of(pilot)
        await pilot.press("p")
        await note_says(pilot, "will not fade")
        for _ in range(2):
            await pilot.press("f")
            await note_says(pilot, "Let go, and no longer pinned")
            await note_says(pilot, "F bring back")
            await pilot.press("n")
            await note_says(pilot, "Never recalled from now on")
            await note_says(pilot, "N recall again")
            await pilot.press("f")
            await note_says(pilot, "Brought back, and pinned as it was")
            assert bank.memory(chosen.id).state is MemoryState.PINNED
            assert bank.all_let_go() == set()
            await pilot.press("n")
            await note_says(pilot, "like any other again")
        await pilot.press("p")
        await note_says(pilot, "No longer pinned")
        await note_says(pilot, "P pin ")
        await pilot.press("f")
        await note_says(pilot, "Let go: kept here")
        await note_says(pilot, "F bring back")
        await pilot.press("f")
        await note_says(pilot, "Brought back. ")
        assert bank.memory(chosen.id).state is MemoryState.ALIVE


async def test_a_key_that_is_clicked_does_what_it_says(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("right")
        await note_says(pilot, "P pin")
        await pilot.click(KeyLine, offset=(2, 0))
        await note_says(pilot, "will not fade")
        assert bank_of(pilot).counts().pinned == 1


async def test_a_reply_reads_as_plain_words_in_the_list(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        bank = bank_of(pilot)
        turn = bank.ask(bank.begin_conversation(app.core.clock()), "*Now*?", app.core.clock())
        told = "## Plan\n\n- **Sleep**\n- run `uv`"
        bank.answer(turn.id, told, state=TurnState.FINISHED, now=app.core.clock(), model="scripted")
        app.screen.query_one(MemoryBrowser).reload()
        await note_says(pilot, "*Now*?  Plan • Sleep • run uv")


async def test_where_one_writes_what_to_find_one_way_leads_to_the_list(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("slash")
        await note_says(pilot, "Esc to the list")
        assert "↓ to the list" not in screen_text(app)
        await type_text(pilot, "cat")
        await note_says(pilot, "↓ to the list  Esc clear")


@pytest.mark.parametrize("by", ["click", "down", "enter"])
async def test_to_the_list_keeps_what_is_looked_for(app: FriendApp, by: str) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("slash")
        await type_text(pilot, "cat")
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted == Wanted(text="cat"))
        await note_says(pilot, "↓ to the list")
        if by == "click":
            await pilot.click(KeyLine, offset=(4, 0))
        else:
            await pilot.press(by)
        await wait_until(pilot, lambda: the_list(pilot).has_focus)
        assert app.screen.query_one(Field).value == "cat"
        assert the_list(pilot).listing.wanted == Wanted(text="cat")


async def test_what_was_let_go_is_again_when_bringing_it_back_is_undone(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        bank = bank_of(pilot)
        await pilot.press("down")
        await seen_whole(pilot)
        await pilot.press("f")
        await note_says(pilot, "Let go")
        await note_says(pilot, "You let it go")
        let_go = bank.all_let_go()
        await pilot.press("f")
        await note_says(pilot, "Brought back")
        assert bank.all_let_go() == set()
        await pilot.press("ctrl+z")
        await note_says(pilot, "Faded again: ")
        assert bank.all_let_go() == let_go != set()


async def test_what_is_deleted_can_be_brought_back_for_a_while(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("down", "delete", "delete")
        await note_says(pilot, "brings it back for 10 seconds")
        await wait_until(pilot, lambda: listed(pilot) == [NEWEST[0], *NEWEST[2:]])
        await pilot.press("ctrl+z")
        await note_says(pilot, "It is back")
        await wait_until(pilot, lambda: listed(pilot) == NEWEST)
        assert (chosen := the_list(pilot).chosen) is not None
        assert chosen.query == NEWEST[1]


async def test_words_meant_for_the_companion_delete_nothing(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("right", *"did", "space", *"dad", "down", "d", "x", "d")
        await note_says(pilot, "D again deletes it, and these words and their reply")
        await pilot.press("left", "delete", "up", "delete")
        await note_says(pilot, "Del again deletes it")
        assert len(bank_of(pilot).list_memories()) == len(NEWEST)


@pytest.mark.parametrize("key", ["ctrl+z", "p", "f"])
async def test_the_other_key_that_leaves_a_memory_does_nothing_else(app: FriendApp, key: str) -> None:
    async with app.run_test(size=NARROW) as pilot:
        browser = await opened(pilot)
        await pilot.press("right", "p")
        await note_says(pilot, "will not fade")
        await pilot.press("d")
        await note_says(pilot, "D again deletes it")
        await pilot.press(key)
        await wait_until(pilot, lambda: "again deletes" not in screen_text(app))
        await app.workers.wait_for_complete()
        assert len(browser._past) == 1
        await pilot.press("ctrl+z")
        await wait_until(pilot, lambda: not browser._past)


@pytest.mark.parametrize("key", ["escape", "enter", "p"])
async def test_an_open_memory_that_is_left_stays_open(app: FriendApp, key: str) -> None:
    async with app.run_test(size=NARROW) as pilot:
        browser = await opened(pilot)
        detail = await seen_whole(pilot)
        await pilot.press("d")
        await note_says(pilot, "D again deletes it")
        await pilot.press(key)
        await note_says(pilot, "Left as it is.")
        assert detail.display
        assert detail.known is not None
        await pilot.press("d")
        await note_says(pilot, "D again deletes it")
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: not detail.display)
        assert not browser._past


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.TURN])
async def test_a_pin_comes_back_after_the_memories_were_closed(app: FriendApp, kind: Kind) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press(*(["down"] if kind is Kind.TURN else []), "right")
        chosen = app.screen.query_one(MemoryBrowser)._chosen()
        assert chosen is not None
        for keys in (["p", "f"], ["ctrl+z", "f"]):
            await pilot.press(*keys)
            await note_says(pilot, "no longer pinned")
        await pilot.press("f6")
        await opened(pilot)
        await pilot.press("right", "f")
        await note_says(pilot, "Brought back, and pinned as it was")
        assert bank_of(pilot).memory(chosen.id).state is MemoryState.PINNED
        await pilot.press("f", "ctrl+z", "p", "f", "f")  # pinned no longer by hand: nothing to bring back
        await note_says(pilot, "Brought back. ")
        assert bank_of(pilot).memory(chosen.id).state is MemoryState.ALIVE


async def test_the_list_says_what_its_marks_mean_as_far_as_there_is_room(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        for told in ("◆ pinned", "○ faded", "× never recalled", "↓ counts for less"):
            assert told in screen_text(app)
        await seen_whole(pilot)
        assert "◆ pinned" not in screen_text(app)
        await pilot.press("escape")
        await pilot.resize_terminal(30, 24)
        await wait_until(pilot, lambda: "○ faded" in screen_text(app) and "counts" not in screen_text(app))
        app.add_class("-plain")
        await wait_until(pilot, lambda: "○ faded" not in screen_text(app))


async def test_then_it_is_gone_for_good_from_the_chat_too(app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting_module, "UNDO_SECONDS", 0.01)
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        app.screen.companion.sent.note(777, Sent("scripted", "", (), Sampling()))
        assert NEWEST[1] in screen_text(app)
        await pilot.press("right", "down", "d", "d")
        await wait_until(pilot, lambda: bank_of(pilot).memories_like("cello") == [])
        await wait_until(pilot, lambda: "cello" not in screen_text(app))
        assert isinstance(app.screen, ChatScreen)
        assert app.screen._scrub_due
        assert app.screen.companion is not None
        assert app.screen.companion.sent.get(777) is None
        await pilot.press("u")
        await note_says(pilot, "gone for good")


async def test_leaving_at_once_deletes_it(app: FriendApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("down", "delete", "delete")
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
        before: list[Listing] = []
        for steps, words, said in (
            ((), "Buy two presents", "Your words are kept"),
            (("end",), "Two cats", "its place"),
        ):
            await pilot.press(*steps)
            await wait_until(pilot, lambda: the_list(pilot).chosen)
            before.append(the_list(pilot).listing)
            await pilot.press("right", "e")
            await wait_until(pilot, lambda: isinstance(app.screen, EditScreen))
            app.screen.query_one(TextArea).text = words
            await pilot.press("ctrl+s")
            await note_says(pilot, said)
            await wait_until(pilot, lambda: the_list(pilot).listing is not before[-1])
        await wait_until(pilot, lambda: "Two cats" in listed(pilot))
        await wait_until(pilot, lambda: the_list(pilot).chosen)
        chosen = the_list(pilot).chosen
        assert chosen is not None
        assert chosen.query == "Two cats"  # keys mean the words that are remembered now
        assert "Buy two presents" in listed(pilot)
        assert "My cat is called Miso." in listed(pilot)
        recalled = bank_of(pilot).recall("what cats have I, how is my cat called?", k=3, now=app.core.clock())
        assert recalled[0].memory.query == "Two cats"
        assert all("Miso" not in one.memory.query for one in recalled)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_words_for_what_was_deleted_elsewhere_meanwhile_stay(app: FriendApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await pilot.press("right", "e")
        await wait_until(pilot, lambda: isinstance(app.screen, EditScreen))
        chosen = max(one.id for one in bank_of(pilot).list_memories() if one.kind is Kind.NOTE)
        bank_of(pilot).delete_memories([chosen])
        first = app.screen
        first.query_one(TextArea).text = "Written for nothing?"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, EditScreen) and app.screen is not first)
        await wait_until(pilot, lambda: f"There is no memory {chosen}" in screen_text(app))
        assert app.screen.query_one(TextArea).text == "Written for nothing?"
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, EditScreen))


async def test_what_is_pasted_is_looked_for(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        app.post_message(Paste("Miso\nand more"))
        await wait_until(pilot, lambda: app.screen.query_one(Field).value == "Miso")
        await pilot.press("right")
        app.post_message(Paste("never"))
        await pilot.press("left")
        await pilot.pause()
        assert app.screen.query_one(Field).value == "Miso"


async def test_leaving_the_editor_changes_nothing(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("right", "e")
        await wait_until(pilot, lambda: isinstance(app.screen, EditScreen))
        await pilot.press("x", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, BrowserScreen))
        assert listed(pilot) == NEWEST


async def test_it_leads_to_the_place_in_the_chat(app: FriendApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("right", "g")
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
        await pilot.press("f6")
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
        await pilot.press("right")
        for keys in ("p", "f", "n", "dd"):
            await pilot.press(*keys)
            await note_says(pilot, "disk is full")
            assert listed(pilot) == NEWEST


@pytest.mark.parametrize("broken", ["known", "window"])
async def test_what_breaks_unforeseen_is_said(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    async with app.run_test(size=(140, 30), notifications=True) as pilot:
        await opened(pilot)
        if broken == "known":
            monkeypatch.setattr(bank_of(pilot), "known", fail)
            await pilot.press("enter")
        else:
            found = the_list(pilot)
            monkeypatch.setattr(found, "_read", fail)
            found.show(found.listing, 0, found.sight)
        await wait_until(pilot, lambda: "Something went wrong" in screen_text(app))
        assert "broke" in caplog.text


async def test_a_list_that_is_long_in_coming_blocks_no_key_and_says_so(
    app: FriendApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_wait, "LONG_SECONDS", 0.01)
    monkeypatch.setattr(sifting_module, "PAUSE_SECONDS", 0.001)
    goes_on, given_up = Event(), Event()
    real = Bank.listing

    def slow(bank: Bank, wanted: Wanted, abandoned: Callable[[], bool] | None = None) -> Listing:
        if wanted.text == "c":
            assert goes_on.wait(10)
            assert abandoned is not None
            if abandoned():
                given_up.set()
                raise Abandoned
        return real(bank, wanted, abandoned)

    monkeypatch.setattr(Bank, "listing", slow)
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("slash")
        await type_text(pilot, "c")
        await note_says(pilot, "reading")
        await type_text(pilot, "ello")
        assert app.screen.query_one(Input).value == "cello"
        await wait_until(pilot, lambda: the_list(pilot).listing.wanted.text == "cello")
        goes_on.set()
        await wait_until(pilot, given_up.is_set)
        assert the_list(pilot).listing.count == 1
        assert "1 memory" in screen_text(app)
