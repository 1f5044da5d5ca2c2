"""A reply under the mouse: links, and words that are selected."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown
from tests.tui.scripted import ready

Remember = Callable[..., None]


async def test_a_link_opens_on_the_web_only(
    app: FriendApp, emily: Profile, remember: Remember, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(app, "open_url", opened.append)
    remember(emily, ("links", "[web](https://example.org/a'b) [disk](ftp://example.org)"))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.click(ReplyMarkdown, offset=(3, 0))
        await pilot.click(ReplyMarkdown, offset=(7, 0))
    assert opened == ["https://example.org/a'b"]


async def test_words_are_selected_as_they_were_written(app: FriendApp, emily: Profile, remember: Remember) -> None:
    remember(emily, ("select", "- one\n- two and **three**"))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.mouse_down(ReplyMarkdown, offset=(4, 0))
        await pilot.hover(ReplyMarkdown, offset=(11, 1))
        await pilot.mouse_up(ReplyMarkdown, offset=(11, 1))
        assert app.screen.get_selected_text() == "• one\n• two and "
