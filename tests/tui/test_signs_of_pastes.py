"""The sign of a folded paste cannot be broken: it goes as a whole, and comes back with what it stands for."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets.text_area import Location, Selection

from siliconfriend.language import Language, words
from siliconfriend.tui.pastes import LONGEST_SHOWN
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import composer, type_text
from tests.tui.test_composer import Writing

LONG = "宽 wide " * LONGEST_SHOWN


class Talking(Writing):
    """In that language."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def compose(self) -> ComposeResult:
        yield Composer(words(self._language))


@pytest.fixture(params=list(Language))
def app(request: pytest.FixtureRequest) -> Talking:
    return Talking(request.param)


async def paste(pilot: Pilot[None]) -> str:
    """A long text between two words; the sign is what it is on the screen."""
    await type_text(pilot, "先 ")
    pilot.app.post_message(Paste(LONG))
    await pilot.pause()
    sign = composer(pilot).text.removeprefix("先 ")
    assert sign
    assert len(sign) < 100
    await type_text(pilot, "后")
    return sign


def at(app: Talking, column: int) -> None:
    app.query_one(Composer).move_cursor((0, column))


@pytest.mark.parametrize(
    ("key", "from_end"),
    [("backspace", True), ("ctrl+w", True), ("delete", False), ("alt+d", False)],
)
async def test_it_goes_as_a_whole_and_comes_back(app: Talking, key: str, from_end: bool) -> None:
    async with app.run_test() as pilot:
        sign = await paste(pilot)
        at(app, 2 + len(sign) if from_end else 2)
        await pilot.press(key)
        assert composer(pilot).text == "先 后"
        await pilot.press("ctrl+z")
        assert composer(pilot).text == f"先 {sign}后"
        await pilot.press("enter")
        assert app.sent == [f"先 {LONG}后"]


@pytest.mark.parametrize(("start", "end"), [(2, 9), (4, 6), (0, -1), (9, 2), (-1, -1)])
async def test_what_is_selected_of_it_is_all_of_it_and_can_be_moved(app: Talking, start: int, end: int) -> None:
    async with app.run_test() as pilot:
        sign = await paste(pilot)
        composer(pilot).selection = Selection((0, 2 + start), (0, 2 + (end if end > 0 else len(sign) + end)))
        cut = " " * (start < 0) + sign
        assert composer(pilot).selected_text == cut
        await pilot.press("ctrl+x", "home", "ctrl+v")
        left = "先后" if start < 0 else "先 后"
        assert composer(pilot).whole_text == cut.replace(sign, LONG) + left


async def test_the_line_goes_with_it(app: Talking) -> None:
    async with app.run_test() as pilot:
        await paste(pilot)
        await pilot.press("ctrl+x")
        assert composer(pilot).text == ""
        await pilot.press("ctrl+z", "enter")
        assert app.sent == [f"先 {LONG}后"]


async def test_the_cursor_jumps_over_it(app: Talking) -> None:
    async with app.run_test() as pilot:
        sign = await paste(pilot)
        box = composer(pilot)
        at(app, 2)
        await pilot.press("right")
        assert box.cursor_location == (0, 2 + len(sign))
        await pilot.press("left")
        assert box.cursor_location == (0, 2)
        await pilot.press("shift+right")
        assert box.selected_text == sign
        await pilot.press("shift+left")
        assert box.selected_text == ""
        await pilot.press("ctrl+right")
        assert box.cursor_location == (0, 2 + len(sign))
        await pilot.press("ctrl+left", "x")
        assert box.text == f"先 x{sign}后"


async def test_no_place_within_it_can_be_had(app: Talking) -> None:
    async with app.run_test() as pilot:
        sign = await paste(pilot)
        box = composer(pilot)
        for column in range(2, 3 + len(sign)):
            at(app, 0)
            at(app, column)
            assert box.cursor_location[1] in (2, 2 + len(sign))
        box.insert("!", (0, 5))
        assert box.text == f"先 {sign}!后"
        assert box.whole_text == f"先 {LONG}!后"


@pytest.mark.parametrize(("key", "start", "end"), [("down", (0, 0), (2, 1)), ("up", (2, 1), (0, 0))])
async def test_a_sign_on_several_lines_is_passed(key: str, start: Location, end: Location) -> None:
    app = Talking(Language.EN)
    async with app.run_test(size=(24, 24)) as pilot:
        await pilot.press("ctrl+j")
        await paste(pilot)
        await pilot.press("ctrl+j")
        await type_text(pilot, "e")
        composer(pilot).move_cursor(start)
        for _ in range(6):
            await pilot.press(key)
        assert composer(pilot).cursor_location[0] == end[0]
