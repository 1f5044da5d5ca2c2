"""Of whoever was here before, nothing is on the screen, in undo, in the input history, in pastes or in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from textual.widgets import OptionList

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.places import Places
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.finding.screen import FindScreen
from siliconfriend.tui.journal import journal
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.profiles import ProfilesScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import (
    Clock,
    ScriptedCore,
    ScriptedModel,
    answered,
    ready,
    say,
    screen_text,
    type_text,
    wait_until,
)

SECRETS = ("heron-secret", "reply-secret", "undone-secret", "unsent-secret", "found-secret", "Luna-secret")


@pytest.fixture
def ada(core: ScriptedCore, clock: Clock) -> Profile:
    return core.profiles().create("Ada", Language.EN, clock())


async def test_nothing_of_emily_is_left_with_ada(
    core: ScriptedCore,
    emily: Profile,
    ada: Profile,
    home: Places,
    model: ScriptedModel,
    remember: Callable[..., None],
) -> None:
    bank = core.profiles().open(emily)
    bank.choose(companion="Luna-secret")
    bank.close()
    model.replies.append(["reply-secret"])
    app = FriendApp(core, "Emily")
    with journal(home.logs):
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            await ready(pilot)
            await say(pilot, "my heron-secret")
            await answered(pilot)
            await pilot.press("f3")
            assert app.clipboard == "reply-secret"
            await type_text(pilot, "undone-secret")
            await pilot.press("ctrl+u")
            await pilot.press("ctrl+f")
            await wait_until(pilot, lambda: isinstance(app.screen, FindScreen))
            await type_text(pilot, "found-secret")
            await pilot.press("escape")
            await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
            await type_text(pilot, "unsent-secret")
            log = logging.getLogger("siliconfriend.test")
            log.error("something broke", exc_info=ValueError("my heron-secret"))
            await pilot.press("ctrl+o")
            await wait_until(
                pilot,
                lambda: (
                    isinstance(app.screen, ProfilesScreen) and app.screen.query_one(OptionList).option_count == 3
                ),
            )
            await type_text(pilot, "Ada")
            await pilot.press("enter")
            await wait_until(pilot, lambda: "Hello, Ada." in screen_text(app))
            await ready(pilot)

            seen = [screen_text(app)]
            composer = app.screen.query_one(Composer)
            for key in ("ctrl+z", "ctrl+y", "ctrl+v", "up", "up", "down", "f3", "ctrl+up"):
                await pilot.press(key)
                seen += [composer.text, screen_text(app), app.clipboard]
            await pilot.press("ctrl+f")
            await wait_until(pilot, lambda: isinstance(app.screen, FindScreen))
            await type_text(pilot, "secret")
            await wait_until(pilot, lambda: "Nothing found for “secret”." in screen_text(app))
            await pilot.press("escape")
            await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
            await say(pilot, "hello")
            await answered(pilot)
            seen += [screen_text(app), str(model.prompts[-1].messages)]
    seen += [file.read_text(encoding="utf-8", errors="replace") for file in home.logs.iterdir()]
    for text in seen:
        assert not [secret for secret in SECRETS if secret in text], text
    assert "something broke" in "".join(seen)
