"""What nobody would look for in the help is met on the way: in the footer, at the first hello, among people."""

from __future__ import annotations

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.profiles import ProfilesScreen
from siliconfriend.tui.screens.sent import SentScreen
from siliconfriend.tui.widgets.first_hints import FirstHints
from siliconfriend.tui.widgets.key_bar import KeyBar
from tests.tui.scripted import Clock, ScriptedCore, answered, ready, say, screen_text, wait_until

NEED_A_TURN = ("F2 edit", "F5 again", "^R why")


def foot(app: FriendApp, lines: int = 1) -> str:
    return "\n".join(screen_text(app).splitlines()[-lines:])


async def test_the_footer_tells_of_turns_only_where_there_are_any(app: FriendApp) -> None:
    async with app.run_test(size=(120, 24)) as pilot:
        await ready(pilot)
        assert not [one for one in NEED_A_TURN if one in foot(app)]
        assert "F6 memories" in foot(app)
        await say(pilot, "hello")
        await answered(pilot)
        assert [one for one in NEED_A_TURN if one in foot(app)] == [*NEED_A_TURN]
        await pilot.press("f8")
        await wait_until(pilot, lambda: "Remove for good" in screen_text(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: not [one for one in NEED_A_TURN if one in foot(app)])


async def test_the_memories_are_in_the_footer_of_the_smallest_usual_terminal(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        assert "^R why  F6 memories" in foot(app)


async def test_a_tall_terminal_has_a_second_line_with_what_has_no_key(app: FriendApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        assert all(one in foot(app, 1) for one in ("/off-record", "/sent", "/local-only", "F9 settings"))
        assert "Enter send" in foot(app, 2).splitlines()[0]
        bar = app.screen.query_one(KeyBar)
        x = foot(app, 1).index("/sent") - bar.region.x
        assert await pilot.click(KeyBar, offset=(x, 1))
        await wait_until(pilot, lambda: isinstance(app.screen, SentScreen))


async def test_the_first_hello_names_what_is_in_ones_hands_and_is_not_said_again(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        text = screen_text(app)
        assert all(
            one in text for one in ("/off-record   we talk", "/local-only   your words", "/sent         see")
        )
        app.speak(Language.CN)
        app.screen.query_one(FirstHints).say_again()
        await wait_until(pilot, lambda: "/不留记录" in screen_text(app))
        app.speak(Language.EN)
        await say(pilot, "hello")
        await answered(pilot)
    again = FriendApp(app.core)
    async with again.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert not again.screen.query(FirstHints)


@pytest.mark.parametrize("name", ["Emily", "Wang"])
async def test_words_are_kept_here_among_the_people(
    core: ScriptedCore, emily: Profile, clock: Clock, name: str
) -> None:
    core.profiles().create("Wang", Language.CN, clock())
    app = FriendApp(core, "Emily")
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(app.screen, ProfilesScreen) and "Wang" in screen_text(app))
        assert "^K words stay here" in screen_text(app)
        if name == "Wang":
            await pilot.press("down")
        await pilot.press("ctrl+k")
        await wait_until(pilot, lambda: "only here" in screen_text(app))
        await wait_until(pilot, lambda: "^K words may leave" in screen_text(app))
        assert [one.name for one in core.profiles().list() if one.local_only] == [name]
        await pilot.press("ctrl+k")
        await wait_until(pilot, lambda: "^K words stay here" in screen_text(app))
        assert [one.name for one in core.profiles().list() if one.local_only] == []
