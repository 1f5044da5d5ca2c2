"""A year of days, a day whole, and the portrait: read, followed to what was said, and put right by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Kind, Profile, TurnState
from siliconfriend.memory.reflected import Author, Part
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser.edit_screen import EditScreen
from siliconfriend.tui.finding.place import PlaceScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.timeline.heat_map import HeatMap
from siliconfriend.tui.timeline.portrait_part import PortraitPart
from siliconfriend.tui.timeline.screen import TimelineScreen
from tests.tui.scripted import Clock, ScriptedCore, ready, say, screen_text, wait_until

SIZE = (120, 40)
FIRST = date(2026, 5, 12)


@pytest.fixture(autouse=True)
def past(core: ScriptedCore, emily: Profile, clock: Clock) -> None:
    """Three days, ten days apart, each with its summary; two versions of the portrait."""
    bank = core.profiles().open(emily)
    conversation = bank.begin_conversation(clock())
    for number, place in enumerate(("Leeds", "York", "Hull")):
        for query in (f"I was in {place}.", f"I liked {place}."):
            turn = bank.ask(conversation, query, clock())
            bank.answer(turn.id, "I see.", state=TurnState.FINISHED, now=clock(), model="scripted")
        keep_day(bank, clock, f"They went to {place}.")
        for part in (Part.HISTORY, Part.PERSONALITY) if number else ():
            bank.keep_version(
                part, f"Fond of {place}. Owns a boat.", bank.growth(part), clock(), model="scripted", prompt="1"
            )
        clock.pass_days(10)
    clock.pass_days(-10)
    bank.close()


def keep_day(bank: Bank, clock: Clock, text: str) -> None:
    words = bank.material(clock().date())
    for kind in (Kind.SUMMARY, Kind.INSIGHT):
        bank.keep_day(kind, words, text, clock(), model="scripted", prompt="1")


async def opened(pilot: Pilot[None]) -> TimelineScreen:
    await ready(pilot)
    await pilot.press("f10")
    await sees(pilot, "6 turns", "They went to Hull.")
    screen = pilot.app.screen
    assert isinstance(screen, TimelineScreen)
    return screen


async def sees(pilot: Pilot[None], *words: str) -> None:
    await wait_until(pilot, lambda: all(one in screen_text(pilot.app) for one in words))


async def on_the_portrait(pilot: Pilot[None]) -> TimelineScreen:
    screen = await opened(pilot)
    await pilot.press("tab")
    await wait_until(pilot, lambda: isinstance(screen.focused, PortraitPart))
    return screen


def bank_of(app: FriendApp) -> Bank:
    return next(screen for screen in app.screen_stack if isinstance(screen, ChatScreen)).bank


async def write(pilot: Pilot[None], text: str) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
    pilot.app.screen.query_one(TextArea).text = text
    await pilot.press("ctrl+s")


async def test_it_opens_from_a_key_and_by_name(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await say(pilot, "/days")
        await wait_until(pilot, lambda: isinstance(app.screen, TimelineScreen))


async def test_arrows_go_by_day_week_and_year(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        heat = (await opened(pilot)).query_one(HeatMap)
        here = heat.chosen
        for key, days in (("up", -1), ("left", -8), ("down", -7), ("right", 0), ("right", 0), ("down", 0)):
            await pilot.press(key)
            assert heat.chosen == here + timedelta(days=days)
        await pilot.press("pageup")
        assert heat.chosen == here.replace(year=here.year - 1)
        await sees(pilot, "2025", "0 days", "Nothing was said on this day")
        await pilot.press("pagedown")
        await sees(pilot, "They went to Hull.")


async def test_it_goes_from_one_day_with_words_to_the_next(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        heat = (await opened(pilot)).query_one(HeatMap)
        await pilot.press("comma")
        await sees(pilot, "They went to York.", "I liked York.", "from these 2 turns")
        await pilot.press("comma")
        await wait_until(pilot, lambda: heat.chosen == FIRST)
        await pilot.press("comma", "full_stop")
        await wait_until(pilot, lambda: heat.chosen == FIRST + timedelta(days=10))


async def test_a_click_chooses_a_day(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        heat = (await opened(pilot)).query_one(HeatMap)
        await pilot.click(HeatMap, offset=(1 + 4 + 2 * 10, 1 + 2))
        assert heat.chosen == heat._first + timedelta(days=72)


async def test_a_day_leads_to_what_was_said(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen))
        await sees(pilot, "I was in Hull.")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, TimelineScreen))


async def test_what_one_writes_of_a_day_is_not_overwritten(app: FriendApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("e")
        await write(pilot, "A day by the sea.")
        await sees(pilot, "your words win", "A day by the sea.", "in your words")
        bank = bank_of(app)
        keep_day(bank, clock, "Rewritten.")
        seen = bank.day_seen(clock().date())
        assert seen.summary is not None
        assert seen.summary.query == "A day by the sea."
        assert seen.made[seen.summary.id].author is Author.USER
        assert [one.due for one in bank.days()][-1] == ()
        bank.remove_turn(seen.turns[0].id)
        assert bank.day_seen(clock().date()).summary is None


async def test_the_portrait_has_versions_and_sources(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await on_the_portrait(pilot)
        await sees(pilot, "The story so far", "Fond of Hull", "version 2 of 2", "from these 6 turns")
        await pilot.press("left", "s")
        await sees(pilot, "as it was on", "Fond of York", "version 1 of 2", "from these 4 turns", "I was in Leeds.")
        await pilot.press("right")
        await wait_until(pilot, lambda: "as it was on" not in screen_text(app))
        await pilot.press("g")
        await wait_until(pilot, lambda: isinstance(app.screen, PlaceScreen))


async def test_the_portrait_is_put_right_by_hand(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await on_the_portrait(pilot)
        await pilot.press("down")
        await wait_until(
            pilot, lambda: isinstance(screen.focused, PortraitPart) and screen.focused.seen.part is Part.PERSONALITY
        )
        await pilot.press("e")
        await write(pilot, "Fond of Hull. Sails alone.")
        await sees(pilot, "Sails alone.", "in your words")
        assert "boat" not in bank_of(app).part(Part.PERSONALITY)
        assert "boat" in bank_of(app).part(Part.HISTORY)


async def test_what_is_not_true_is_taken_out_and_can_be_true_after_all(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await on_the_portrait(pilot)
        await pilot.press("x")
        await write(pilot, "owns a boat")
        await sees(pilot, "Taken out", "You said these are not true")
        assert "boat" not in bank_of(app).part(Part.HISTORY)
        await pilot.press("z")
        await sees(pilot, "Taken back")
        await wait_until(pilot, lambda: not bank_of(app).retracted())
        assert "boat" in bank_of(app).part(Part.HISTORY)


async def test_nobody_talked_yet(core: ScriptedCore, clock: Clock) -> None:
    from siliconfriend.language import Language

    core.profiles().create("王小明", Language.CN, clock())
    app = FriendApp(core, "王小明")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f10")
        await sees(pilot, "聊了 0 天", "这一天没有说过话")
        await pilot.press("comma", "e", "enter", "tab")
        await sees(pilot, "这里还没有写下什么", "我眼中的你")
