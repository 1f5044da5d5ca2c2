"""Screens that are closed before they, or what was asked for them, are there."""

from __future__ import annotations

from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.messages import ProfilesListed
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.profiles import ProfilesScreen
from siliconfriend.tui.writing_out.screen import ExportScreen
from tests.tui.scripted import ready, say, screen_text


async def test_before_it_is_there(app: FriendApp) -> None:
    async with app.run_test() as pilot:
        await ready(pilot)
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.companion is not None
        export = ExportScreen(app.screen.companion)
        app.push_screen(export)
        export.dismiss()
        await pilot.pause()
        await say(pilot, "still here")
        assert "still here" in screen_text(app)


async def test_before_what_was_asked_for_comes(app: FriendApp, emily: Profile) -> None:
    async with app.run_test() as pilot:
        await ready(pilot)
        people = ProfilesScreen(emily)
        await app.push_screen(people)
        await app.workers.wait_for_complete()
        await pilot.pause()
        await people.query("*").remove()
        people.post_message(ProfilesListed([emily]))
        people.dismiss()
        await pilot.pause()
        await say(pilot, "still here")
        assert "still here" in screen_text(app)
