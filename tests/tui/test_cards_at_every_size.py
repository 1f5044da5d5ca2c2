"""On a card what has the focus is seen, and so are its answers, however few lines there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList

from siliconfriend.language import Language, Words, words
from siliconfriend.memory.by_hand import ToForget
from siliconfriend.memory.records import Kind, Memory, MemoryState
from siliconfriend.memory.reflected import Told
from siliconfriend.tui import consent, retracting
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.agree import AgreeScreen
from siliconfriend.tui.screens.asking import Passage
from siliconfriend.tui.screens.choose_code import ChooseCodeScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.first_run import FirstRunScreen
from siliconfriend.tui.screens.forget import ForgetScreen
from tests.tui.scripted import Clock, ready, wait_until
from tests.tui.test_another_language import speak_chinese

SIZES = [
    (20, 5),
    (30, 8),
    (40, 10),
    (60, 10),
    (80, 12),
    (80, 16),
    (80, 24),
    (160, 50),
]
ENOUGH = 12
"""Lines in which all answers are seen at once."""


def forget(found: int) -> Callable[[Words, Clock], Screen[Any]]:
    def card(say: Words, clock: Clock) -> Screen[Any]:
        now = clock()
        text = "Mum baked plum cake and we had it in the garden, all of us"
        memories = [
            Memory(number, Kind.TURN, MemoryState.ALIVE, date(2026, 5, 11), text, "Good.", 1.0, now, now)
            for number in range(found)
        ]
        return ForgetScreen(say, [ToForget(one, certain=True) for one in memories], [])

    return card


def remove(say: Words, _: Clock) -> Screen[Any]:
    question = say("tui.remove.question", text="I told you about the plum cake that my mother baked" + "…")
    return ConfirmScreen(question, yes=say("tui.remove.yes"), no=say("tui.remove.no"))


def agree(say: Words, _: Clock) -> Screen[Any]:
    question = say("reflection.screen.question", days=12, place="api.example.org", model="gpt-4o", calls=25)
    return AgreeScreen(say, question)


def retract(say: Words, _: Clock) -> Screen[Any]:
    told = Told(tuple(f"Emily lives in Oslo with her {one}." for one in ("cat", "dog", "owl", "ox", "hen")), (1, 2))
    return retracting.question(say, "I do not live in Oslo", told)


CARDS: dict[str, Callable[[Words, Clock], Screen[Any]]] = {
    "forget one": forget(1),
    "forget eleven": forget(11),
    "remove": remove,
    "another host": lambda say, _: consent.question(say, "api.example.org"),
    "agree": agree,
    "retract": retract,
    "code": lambda *_: ChooseCodeScreen([f"a = {number}\nb\nc\nd" for number in range(9)]),
    "first": lambda *_: FirstRunScreen("", can_leave=True),
}


def all_seen(screen: Screen[Any], widget: Widget) -> bool:
    place = screen.find_widget(widget)
    return bool(place.region) and place.visible_region.height == place.region.height


def chosen_seen(screen: Screen[Any], listed: OptionList) -> bool:
    assert listed.highlighted is not None
    line = listed._index_to_line[listed.highlighted] - listed.scroll_y
    return screen.find_widget(listed).visible_region.height > line >= 0


async def look(pilot: Pilot[None], size: tuple[int, int]) -> None:
    """With the focus on each part of the card in turn, and on each answer."""
    screen = pilot.app.screen
    await wait_until(pilot, lambda: screen.size == size)
    for part in screen.focus_chain:
        screen.set_focus(part)
        await wait_until(pilot, lambda part=part: all_seen(screen, part))  # type: ignore[misc]
        if isinstance(part, OptionList):
            for place in {0, min(1, part.option_count - 1), part.option_count - 1} if part.option_count else ():
                part.highlighted = place
                await wait_until(pilot, lambda part=part: chosen_seen(screen, part))  # type: ignore[misc]
    for answers in screen.query("#answers"):
        if size[1] >= ENOUGH:
            assert all_seen(screen, answers)
            assert answers.virtual_size.height <= answers.size.height


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", CARDS)
async def test_what_answers_is_seen(name: str, language: Language, app: FriendApp, clock: Clock) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        if language is Language.CN:
            await speak_chinese(pilot)
        sizes = SIZES[1:] if name == "first" else SIZES  # docs/tried-by-hand.md: it does not hold there
        for size in sizes:  # opened at this size
            await pilot.resize_terminal(*size)
            card = CARDS[name](words(language), clock)
            app.push_screen(card)
            await wait_until(pilot, lambda card=card: app.screen is card and card.focused)  # type: ignore[misc]
            await look(pilot, size)
            app.pop_screen()
        card = CARDS[name](words(language), clock)
        app.push_screen(card)
        for size in sizes[::2]:  # or changed to it
            await pilot.resize_terminal(*size)
            await look(pilot, size)


async def test_a_long_question_can_be_read(app: FriendApp, clock: Clock) -> None:
    async with app.run_test(size=(40, 10)) as pilot:
        await ready(pilot)
        app.push_screen(retract(words(Language.EN), clock))
        await wait_until(pilot, lambda: app.screen.query(Passage) and app.screen.query_one(Passage).max_scroll_y)
        passage = app.screen.query_one(Passage)
        await pilot.press(*["pagedown"] * 20)
        assert passage.scroll_y == passage.max_scroll_y
        await pilot.press("pageup")
        assert passage.scroll_y < passage.max_scroll_y
        assert app.screen.query_one(OptionList).highlighted == 0


async def test_deleting_unseen_cannot_be_chosen(app: FriendApp, clock: Clock) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            app.push_screen(forget(11)(words(Language.EN), clock))
            await wait_until(pilot, lambda: isinstance(app.screen, ForgetScreen) and app.screen.focused)
            screen = app.screen
            await pilot.press("enter", "down")
            answers = screen.query_one("#answers", OptionList)
            assert answers.has_focus
            assert answers.highlighted == 1
            await wait_until(pilot, lambda: chosen_seen(screen, answers))  # noqa: B023 - waited for here
            app.pop_screen()
