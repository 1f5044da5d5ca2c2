"""A year of days, a day whole, and the portrait: read, followed to what was said, and put right by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import TextArea

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Kind, Profile, TurnState
from siliconfriend.memory.reflected import BUILTIN, MADE_FROM, PORTRAIT, Author, Growth, Part
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.browser.edit_screen import EditScreen
from siliconfriend.tui.finding.place import PlaceScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.timeline.days import Days
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
        await pilot.press("<")
        await wait_until(pilot, lambda: heat.chosen == here.replace(year=here.year - 1))
        await sees(pilot, "2025", "0 days", "Nothing was said on this day")
        await pilot.press(">")
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


async def test_a_narrow_screen_shows_the_weeks_around_the_day(app: FriendApp) -> None:
    async with app.run_test(size=(40, 24)) as pilot:
        heat = (await opened(pilot)).query_one(HeatMap)
        for key in ("", "<", "home", *["left"] * 30):
            await pilot.press(*([key] if key else []))
            lines = heat.render().plain.split("\n")
            assert len(lines) == 8
            assert all(cell_len(line) <= heat.size.width for line in lines)
            assert (heat.chosen - heat._first).days // 7 in heat._weeks
        await pilot.click(HeatMap, offset=(1 + 4 + 3, 1 + 2))
        assert heat.chosen == heat._first + timedelta(days=7 * (heat._weeks.start + 3) + 2) or heat._weeks.start


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


async def test_escape_folds_the_sources_first(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await on_the_portrait(pilot)
        await sees(pilot, "from these 6 turns")
        await pilot.press("s", "down")
        await sees(pilot, "I was in Leeds.", "Esc fold the sources")
        await pilot.press("escape")
        await wait_until(pilot, lambda: "I was in Leeds." not in screen_text(app))
        assert app.screen is screen
        await sees(pilot, "Esc close")
        await pilot.press("s", "f10")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


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


async def test_what_is_not_true_is_never_recalled_until_it_is_true_after_all(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await on_the_portrait(pilot)
        await pilot.press("x")
        await write(pilot, "i was in LEEDS")
        await sees(pilot, "“i was in LEEDS”", "The memory in which you said it is never recalled again")
        await pilot.press("down", "enter")
        await sees(pilot, "stays in the chat.")
        assert set(bank_of(app).verdicts().values()) == {0.0}
        await pilot.press("z")
        await sees(pilot, "Taken back")
        assert bank_of(app).verdicts() == {}


async def test_what_one_wrote_is_shown_as_ones_own_when_it_is_written_anew(app: FriendApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await on_the_portrait(pilot)
        await pilot.press("e")
        await write(pilot, "Sails alone. Fond of Hull.")
        await sees(pilot, "Sails alone.", "in your words")
        bank = bank_of(app)
        for _ in range(2):
            story = screen_text(app).split("How I see you")[0]
            own, rest = story.split("in your words")
            assert "Sails alone." in own
            assert "Fond of Hull." in rest
            assert "from these" not in rest.splitlines()[0]
            assert "from these 6 turns" in rest
            growth = Growth(None, tuple(bank.memories.all(Kind.SUMMARY)))
            bank.keep_version(Part.HISTORY, "Fond of Hull.", growth, clock(), model=BUILTIN, prompt="1")
            await pilot.press("tab", "tab")
            await sees(pilot, "put together from the days in brief")


async def test_what_is_not_true_is_taken_out_and_can_be_true_after_all(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await on_the_portrait(pilot)
        await pilot.press("x")
        await write(pilot, "owns a boat")
        await sees(pilot, "Kept as NOT true of you", "“owns a boat”", "Taken out of the portrait", "Owns a boat.")
        assert "itself says that something is not so" not in screen_text(app)
        await pilot.press("down", "enter")
        await sees(pilot, "One sentence is taken out", "No memory says it", "You said these are not true")
        assert "boat" not in bank_of(app).part(Part.HISTORY)
        await pilot.press("z")
        await sees(pilot, "Taken back", "the next summary")
        await wait_until(pilot, lambda: not bank_of(app).retracted())
        assert "boat" in bank_of(app).part(Part.HISTORY)


async def test_a_correction_is_seen_to_be_one_before_it_is_kept_as_not_true(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await on_the_portrait(pilot)
        await pilot.press("x")
        await sees(pilot, "as it is remembered", "For example: I have a cat")
        await write(pilot, "I have no horse")
        await sees(pilot, "itself says that something is not so", "nothing is taken out there")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, EditScreen))
        assert app.screen.query_one(TextArea).text == "I have no horse"
        await write(pilot, "I have a horse")
        await sees(pilot, "“I have a horse”")
        assert "itself says that something is not so" not in screen_text(app)
        await pilot.press("down", "enter")
        await sees(pilot, "did not say it: nothing was taken out there", "You said these are not true")
        assert [one.text for one in bank_of(app).retracted()] == ["I have a horse"]


async def test_off_the_record_what_is_changed_is_kept_and_what_is_not_true_has_to_wait(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await say(pilot, "/off-record")
        await sees(pilot, "nothing from here on is stored")
        await pilot.press("f10")
        await sees(pilot, "They went to Hull.")
        await pilot.press("tab")
        await sees(pilot, "Fond of Hull.")
        await pilot.press("x")
        await sees(pilot, "off the record nothing is kept")
        assert isinstance(app.screen, TimelineScreen)
        await pilot.press("down", "e")
        await sees(pilot, "what you write here is kept all the same")


async def test_what_is_put_together_without_a_model_is_not_in_the_persons_words(
    app: FriendApp, clock: Clock
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        bank = bank_of(app)
        for part in PORTRAIT:
            growth = Growth(None, tuple(bank.memories.all(MADE_FROM[part])))
            bank.keep_version(part, "Listen.", growth, clock(), model=BUILTIN, prompt="1")
        await pilot.press("tab")
        await sees(pilot, "put together from the days in brief", "put together without a model")
        story, rest = screen_text(app).split("How I see you")
        assert "put together from the days in brief" in story
        assert rest.count("put together without a model") == 2


async def test_what_is_not_to_be_told_is_not_shown_and_it_says_how_it_is_written_anew(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await on_the_portrait(pilot)
        assert "not to be told" not in screen_text(app)
        bank = bank_of(app)
        (last,) = bank.memories.of_day(Kind.TURN, FIRST + timedelta(days=20))[:1]
        await pilot.press("tab")
        bank.archive([last.id], last.formed)
        await pilot.press("tab")
        await sees(pilot, "Fond of York", "not to be told any more", "T writes it anew")
        assert "Hull" not in screen_text(app)
        bank.archive([one.id for one in bank.memories.all(Kind.TURN)], last.formed)
        await pilot.press("tab", "tab")
        await wait_until(pilot, lambda: "York" not in screen_text(app))
        await sees(pilot, "not to be told any more")
        assert "Nothing is written here yet" in screen_text(app).split("How I try")[1]


async def test_what_was_done_is_not_told_of_another_day_or_part(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        for away in ("comma", "down", "left"):
            await pilot.press("e")
            await write(pilot, f"A good day, {away}.")
            await sees(pilot, "Kept: your words win")
            await pilot.press(away)
            await wait_until(pilot, lambda: "Kept: your words win" not in screen_text(app))
            if away == "comma":
                await pilot.press("tab")
                await wait_until(pilot, lambda: isinstance(app.screen.focused, PortraitPart))


async def test_nobody_talked_yet(core: ScriptedCore, clock: Clock) -> None:
    from siliconfriend.language import Language

    core.profiles().create("王小明", Language.CN, clock())
    app = FriendApp(core, "王小明")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f10")
        await sees(pilot, "聊了 0 天", "这一天没有说过话")
        await pilot.press("<")
        heat = app.screen.query_one(HeatMap)
        for _ in range(7):
            await pilot.press("<")
            months = heat.render().plain.split("\n")[0]
            assert months.replace("月", "").split() == [str(month) for month in range(1, 13)]
        await pilot.press("comma", "e", "enter", "tab")
        await sees(pilot, "这里还没有写下什么", "我眼中的你", "按 T")


async def test_it_opens_on_the_last_day_with_words(app: FriendApp, clock: Clock) -> None:
    clock.pass_days(800)
    async with app.run_test(size=SIZE) as pilot:
        heat = (await opened(pilot)).query_one(HeatMap)
        assert heat.chosen == FIRST + timedelta(days=20)
        await pilot.press(">")
        await sees(pilot, "0 days", "Nothing was said on this day")


async def test_it_opens_on_a_day_with_a_note_alone(
    app: FriendApp, core: ScriptedCore, emily: Profile, clock: Clock
) -> None:
    clock.pass_days(1)
    bank = core.profiles().open(emily)
    bank.remember("Buy bread.", clock())
    bank.close()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("f10")
        await sees(pilot, "Buy bread.")


async def test_one_day_is_a_day(app: FriendApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        for turns, told in (({FIRST: 1}, "· 1 day · 1 turn"), ({FIRST: 3}, "· 1 day · 3 turns")):
            screen.post_message(Days._YearRead(turns))
            await sees(pilot, told)
