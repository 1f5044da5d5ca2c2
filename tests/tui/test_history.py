"""What was written can be called back."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.drafts import Drafts
from siliconfriend.tui.history import History
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import answered, ready, say, screen_text, type_text, wait_until


@given(st.lists(st.text(min_size=1), unique=True, max_size=8), st.text(min_size=1))
def test_up_goes_back_to_the_first_and_down_returns_to_the_draft(entries: list[str], draft: str) -> None:
    history, drafts = History(entries), Drafts()
    written: str | None = draft
    seen = []
    while drafts.older(written, history):
        written = None
        seen.append(drafts.shown)
    assert seen == entries[::-1]
    while drafts.newer(written, history):
        written = drafts.current if drafts.shown is None else None
    assert written == draft


def test_the_same_again_is_kept_once_and_what_is_forgotten_is_gone() -> None:
    history = History(["a", "b", "a"])
    history.forget("b")
    assert history.before(None) == "a"
    assert history.before("a") is None


async def test_up_and_down_in_the_composer(app: FriendApp, emily: Profile, remember: Callable[..., None]) -> None:
    remember(emily, ("long ago", "Yes."))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        composer = app.screen.query_one(Composer)
        await say(pilot, "one")
        await answered(pilot, turns=2)
        composer.write("two\nlines")
        await pilot.press("up")
        assert composer.cursor_location == (0, 3)
        await pilot.press("up")
        assert composer.text == "one"
        await pilot.press("up")
        assert composer.text == "long ago"
        await pilot.press("up", "down", "down")
        assert composer.text == "two\nlines"


async def test_it_is_each_persons_own_and_so_is_a_draft(app: FriendApp, emily: Profile) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        ada = app.core.profiles().create("Ada", emily.language, app.core.clock())
        await say(pilot, "my own words")
        await answered(pilot)
        await type_text(pilot, "half written")
        app.chat_with(ada)
        await wait_until(pilot, lambda: "Hello, Ada." in screen_text(app))
        await pilot.press("up")
        assert app.screen.query_one(Composer).text == ""
        app.chat_with(emily)
        await wait_until(pilot, lambda: "half written" in screen_text(app))
        await pilot.press("home", "up")
        assert app.screen.query_one(Composer).text == "my own words"
