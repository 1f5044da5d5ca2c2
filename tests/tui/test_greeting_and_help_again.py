"""The program's own words among those of a conversation: in another language, and after a restart."""

from __future__ import annotations

import re
from collections.abc import Callable

from siliconfriend.config_file import with_value
from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.widgets.care_notice import CareNotice
from siliconfriend.tui.widgets.greeting_line import GreetingLine
from siliconfriend.tui.widgets.turn_view import TurnView
from tests.tui.scripted import Clock, ScriptedCore, answered, ready, say, screen_text, wait_until

Remember = Callable[..., None]
DANGER = "I want to end my life"


async def test_the_greeting_and_where_help_is_follow_the_language(
    core: ScriptedCore, emily: Profile, remember: Remember, clock: Clock
) -> None:
    remember(emily, ("My cat Miso chased a heron by the pond.", "What a sight."), (DANGER, "I am here."))
    clock.pass_days(2)
    core.settings = with_value(core.settings, "reflection.greeting", True)
    app = FriendApp(core)
    async with app.run_test(size=(100, 60)) as pilot:
        await wait_until(pilot, lambda: app.screen.query(GreetingLine) and app.screen.query(CareNotice))
        before = [str(app.screen.query_one(kind).render()) for kind in (GreetingLine, CareNotice)]
        room = app.conversation
        assert room is not None
        assert room.companion is not None
        app.speak(Language.CN)
        await room._respeak(room.companion)
        after = [str(app.screen.query_one(kind).render()) for kind in (GreetingLine, CareNotice)]
        assert all("My cat Miso chased a heron by the pond." in one[0] for one in (before, after))
        assert [re.search("[一-鿿]", one) is None for one in (*before, *after)] == [True, True, False, False]


async def test_where_help_is_stands_there_again_after_a_restart(app: FriendApp, core: ScriptedCore) -> None:
    async with app.run_test(size=(100, 60)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        await say(pilot, DANGER)
        await answered(pilot, 2)
    again = FriendApp(core)
    async with again.run_test(size=(100, 60)) as pilot:
        await ready(pilot)
        await wait_until(pilot, lambda: again.screen.query(CareNotice))
        shown = [len(view.query(CareNotice)) for view in again.screen.query(TurnView)]
        assert shown == [0, 1]
        text = screen_text(again)
        assert text.index(DANGER) < text.index("I hear you", text.index(DANGER))
        kinds = [type(one).__name__ for one in again.screen.query(TurnView).last().children]
        assert kinds == ["Static", "ReplyMarkdown", "CareNotice"]


async def test_nothing_is_looked_for_where_that_is_switched_off(
    core: ScriptedCore, emily: Profile, remember: Remember
) -> None:
    remember(emily, (DANGER, "I am here."))
    core.settings = with_value(core.settings, "care.enabled", False)
    app = FriendApp(core)
    async with app.run_test(size=(100, 60)) as pilot:
        await ready(pilot)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert not app.screen.query(CareNotice)
