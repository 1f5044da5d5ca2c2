"""What was said, kept as Markdown."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.writing_out.screen import ExportScreen
from tests.tui.scripted import Clock, ScriptedCore, ready, say, screen_text, wait_until

Remember = Callable[..., None]

WRITTEN = """# Emily and SiliconFriend

Written out on 13 May 2026.

## Tuesday, 12 May 2026

**Emily**, 12:00:

I met *Ann* & Bob.
Both well.

**SiliconFriend**, 12:00:

```
kept
```
"""


@pytest.fixture
def said(emily: Profile, remember: Remember, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    remember(emily, ("An older conversation.", "Yes."))
    remember(emily, ("I met *Ann* & Bob.\nBoth well.", "```\nkept\n```"))
    clock.pass_days(1)


async def export(pilot: Pilot[None]) -> None:
    await ready(pilot)
    await say(pilot, "/export")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen))


async def test_this_conversation_is_written_where_one_would_look(
    app: FriendApp, said: None, tmp_path: Path
) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await export(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: "Written:" in screen_text(app))
    file = tmp_path / "Emily and SiliconFriend, 2026-05-13.md"
    assert file.read_text(encoding="utf-8") == WRITTEN
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_everything_is_written_and_nothing_is_replaced_unasked(
    app: FriendApp, said: None, tmp_path: Path
) -> None:
    file = tmp_path / "mine.md"
    file.write_text("mine", encoding="utf-8")
    async with app.run_test(size=(100, 30)) as pilot:
        await export(pilot)
        app.screen.query_one(Input).value = "~/mine.md"
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ExportScreen))
        assert file.read_text(encoding="utf-8") == "mine"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
    text = file.read_text(encoding="utf-8")
    assert text.index("An older conversation.") < text.index("Both well.")


async def test_a_place_that_refuses_is_said(app: FriendApp, said: None, tmp_path: Path) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await export(pilot)
        app.screen.query_one(Input).value = str(tmp_path / "none" / "file.md")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "could not be written" in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


async def test_in_chinese(core: ScriptedCore, remember: Remember, clock: Clock, tmp_path: Path) -> None:
    xiaoli = core.profiles().create("小丽", Language.CN, clock())
    remember(xiaoli, ("你好", "你好呀"))
    app = FriendApp(core)
    async with app.run_test(size=(100, 30)) as pilot:
        await export(pilot)
        app.screen.query_one(Input).value = str(tmp_path / "对话.md")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
    text = (tmp_path / "对话.md").read_text(encoding="utf-8")
    assert text.startswith(
        "# 小丽和SiliconFriend\n\n写于2026年5月12日。\n\n## 2026年5月12日 星期二\n\n**小丽** 12:00：\n\n你好\n"
    )
