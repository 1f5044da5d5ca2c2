"""The days that other programs wrote down may lie at either end of the calendar: no key goes over it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from textual.app import App, ComposeResult

from siliconfriend.language import Language, words
from siliconfriend.memory.exchange import bring_in, read_bank
from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.timeline.heat_map import HeatMap
from tests.tui.scripted import Clock, ScriptedCore, ready, wait_until


@pytest.fixture(autouse=True)
def past(core: ScriptedCore, emily: Profile, clock: Clock) -> None:
    """Something said on the first day there is, and on the last."""
    history = {day: [{"query": f"On {day}.", "response": "I see."}] for day in ("0001-01-01", "9999-12-31")}
    bank = core.profiles().open(emily)
    for person in read_bank(json.dumps({"Emily": {"name": "Emily", "history": history}}).encode()):
        bring_in(bank, person, clock())
    bank.close()


@pytest.mark.parametrize("key", ["left", "right", "up", "down", "<", ">", ",", "."])
@pytest.mark.parametrize(
    ("to", "day", "stays"),
    [(",", date.min, ("left", "up", "<", ",")), (".", date.max, (".",))],
    ids=["first", "last"],
)
async def test_no_key_goes_over_an_end(
    app: FriendApp, clock: Clock, to: str, day: date, stays: tuple[str, ...], key: str
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("f10")
        await wait_until(pilot, lambda: app.screen.query(HeatMap))
        heat = app.screen.query_one(HeatMap)
        heat.chosen = clock().date()
        await pilot.press(to)
        await wait_until(pilot, lambda: heat.chosen == day)
        await pilot.press(key)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.is_running
        if key in stays:
            assert heat.chosen == day


class _LastYear(App[None]):
    """The map of the last year there is."""

    def compose(self) -> ComposeResult:
        yield HeatMap(words(Language.EN), date.max)


async def test_a_clock_at_the_last_day() -> None:
    app = _LastYear()
    async with app.run_test(size=(120, 40)) as pilot:
        heat = app.query_one(HeatMap)
        heat.focus()
        await pilot.press("right", "down")
        heat.move_year(1)
        assert heat.chosen == date.max
        await pilot.press("left", "up")
        assert heat.chosen == date(9999, 12, 23)
        for row in range(9):
            await pilot.click(HeatMap, offset=(112, row))
        assert heat.chosen.year == date.max.year


class _Months(App[None]):
    """The map of this year in Chinese."""

    def compose(self) -> ComposeResult:
        yield HeatMap(words(Language.CN), date(2026, 12, 1))


@pytest.mark.parametrize("width", [62, 80, 124, 160])
async def test_the_names_of_months_never_touch(width: int) -> None:
    app = _Months()
    async with app.run_test(size=(width, 24)):
        shown = app.query_one(HeatMap).render().plain.splitlines()[0].split()
        named = [list(words(Language.CN).all(f"browser.timeline.{names}")) for names in ("months", "months_short")]
        assert shown in named


class _InWords(App[None]):
    """The map of this year in English, in plain mode."""

    def compose(self) -> ComposeResult:
        yield HeatMap(words(Language.EN), date(2026, 12, 1))


async def test_a_month_with_one_turn_has_one_turn() -> None:
    app = _InWords()
    async with app.run_test(size=(120, 24)):
        app.add_class("-plain")
        heat = app.query_one(HeatMap)
        heat.show({date(2026, 5, 1): 1, date(2026, 6, 1): 1, date(2026, 6, 2): 2})
        assert heat.render().plain == "May: 1 turn · Jun: 3 turns"
