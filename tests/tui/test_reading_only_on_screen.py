"""A home that takes no writing opens to be read, and says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.memory.records import Profile
from siliconfriend.places import Places
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.journal import NATIVE_FILE, journal
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import ScriptedCore, ScriptedModel, ready, say, screen_text, wait_until


async def test_it_is_read_and_browsed_and_words_come_back(
    core: ScriptedCore,
    home: Places,
    emily: Profile,
    remember: Callable[..., None],
    model: ScriptedModel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remember(emily, ("I like green tea", "Good."))
    may = os.access

    def access(path: str | os.PathLike[str], mode: int, **how: Any) -> bool:
        return not (mode == os.W_OK and Path(path).is_relative_to(home.data)) and may(path, mode, **how)

    monkeypatch.setattr(os, "access", access)
    app = FriendApp(core)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await wait_until(pilot, lambda: "nothing new can be kept" in screen_text(app))
        assert "I like green tea" in screen_text(app)
        await say(pilot, "and black tea")
        await wait_until(pilot, lambda: "cannot be written" in screen_text(app))
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == "and black tea")
        assert not model.prompts
        await pilot.press("f6")
        await wait_until(pilot, lambda: "What I remember" in screen_text(app))
        await wait_until(pilot, lambda: "I like green tea" in screen_text(app))


def test_where_no_log_can_be_written_there_is_none(tmp_path: Path) -> None:
    wall = tmp_path / "wall"
    wall.write_text("a file where the folder should be")
    with journal(wall / "logs"):
        os.write(2, b"native noise")
    assert not (wall / "logs" / NATIVE_FILE).exists()
    assert wall.read_text() == "a file where the folder should be"
