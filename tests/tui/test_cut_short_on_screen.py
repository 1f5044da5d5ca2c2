"""A reply that a server cut short says so below it, in the language that is spoken."""

from __future__ import annotations

import pytest

from siliconfriend.models.cut_short import Cut, CutShort
from siliconfriend.tui.app import FriendApp
from tests.tui.scripted import ScriptedModel, answered, ready, say, screen_text
from tests.tui.test_another_language import speak_chinese


@pytest.mark.parametrize(
    ("why", "english", "chinese"),
    [
        (Cut.LENGTH, "here: as long as", "“回复最长”"),
        (Cut.FILTER, "by the server’s filter", "服务器的过滤"),
    ],
)
async def test_it_is_said_below_the_reply(
    app: FriendApp, model: ScriptedModel, why: Cut, english: str, chinese: str
) -> None:
    model.replies.append(["I cannot", CutShort(why)])
    async with app.run_test(size=(120, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "Go on")
        await answered(pilot)
        shown = screen_text(app)
        assert shown.index("I cannot") < shown.index(english)
        await say(pilot, "And now?")
        await answered(pilot, turns=2)
        assert screen_text(app).count(english) == 1
        await speak_chinese(pilot)
        assert chinese in screen_text(app)
        assert english not in screen_text(app)
