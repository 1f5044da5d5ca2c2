"""What was said, kept as Markdown."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Profile, Turn
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.writing_out.said import Said
from siliconfriend.tui.writing_out.screen import ExportScreen
from tests.memory.crowd import crowd
from tests.tui.scripted import Clock, ScriptedCore, answered, ready, say, screen_text, wait_until

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


def files(folder: Path) -> set[Path]:
    return set(folder.iterdir())


async def export(pilot: Pilot[None]) -> None:
    await ready(pilot)
    await say(pilot, "/export")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen))


async def test_this_conversation_is_written_where_one_would_look(
    app: FriendApp, said: None, tmp_path: Path
) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await export(pilot)
        file = tmp_path / "Emily and SiliconFriend, 2026-05-13.md"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "1 turn is in this file" in screen_text(app))
        told = str(app.screen.query_one("#hint", Static).render())
        assert str(file) in told.splitlines()
        assert "later stays in the file" in told
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.clipboard == str(file))
        assert "Where the file is, is copied." in screen_text(app)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
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
        await wait_until(pilot, lambda: "2 turns are in this file" in screen_text(app))
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


async def test_what_is_no_file_is_not_replaced_nor_asked_about(app: FriendApp, said: None, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    async with app.run_test(size=(100, 30)) as pilot:
        await export(pilot)
        app.screen.query_one(Input).value = "~/folder"
        await pilot.press("enter")
        hint = app.screen.query_one("#hint", Static)
        await wait_until(pilot, lambda: "a device or a pipe" in str(hint.content))
        assert isinstance(app.screen, ExportScreen)


async def test_the_memory_itself_is_not_written_over_nor_asked_about(app: FriendApp, said: None) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await export(pilot)
        file = next(app.core.places.profiles.glob("*/memory.sqlite3"))
        before = file.read_bytes()
        app.screen.query_one(Input).value = str(file)
        await pilot.press("enter")
        hint = app.screen.query_one("#hint", Static)
        await wait_until(pilot, lambda: "SiliconFriend's own files" in str(hint.content))
        assert isinstance(app.screen, ExportScreen)
        assert file.read_bytes() == before


async def test_in_chinese(core: ScriptedCore, remember: Remember, clock: Clock, tmp_path: Path) -> None:
    xiaoli = core.profiles().create("小丽", Language.CN, clock())
    remember(xiaoli, ("你好", "你好呀"))
    app = FriendApp(core)
    async with app.run_test(size=(100, 30)) as pilot:
        await export(pilot)
        app.screen.query_one(Input).value = str(tmp_path / "对话.md")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "1 轮对话写进了这个文件" in screen_text(app))
    text = (tmp_path / "对话.md").read_text(encoding="utf-8")
    assert text.startswith(
        "# 小丽和SiliconFriend\n\n写于2026年5月12日。\n\n## 2026年5月12日 星期二\n\n**小丽** 12:00：\n\n你好\n"
    )


async def test_control_characters_are_written_as_they_are_shown(
    app: FriendApp, emily: Profile, remember: Remember, tmp_path: Path
) -> None:
    remember(emily, ("Clear\x00 it", "So:\n\t\x1b[2J\x1b]0;gone\x07\r\n\x9b31mred"))
    async with app.run_test(size=(100, 30)) as pilot:
        await export(pilot)
        app.screen.query_one(Input).value = str(tmp_path / "said.md")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "1 turn is in this file" in screen_text(app))
    text = (tmp_path / "said.md").read_bytes().decode()
    assert "\n\nClear␀ it\n" in text
    assert text.endswith("\n\nSo:\n\t␛[2J␛]0;gone␇\n31mred\n")


@pytest.fixture
def half_way(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """What is written out is read up to the second turn, and goes on when this is set."""
    go_on, read = threading.Event(), Bank.everything_said

    def slowly(bank: Bank) -> Iterator[Turn]:
        for place, turn in enumerate(read(bank)):
            if place == 2:
                go_on.wait(30)
            yield turn

    monkeypatch.setattr(Bank, "everything_said", slowly)
    yield go_on
    go_on.set()


@pytest.fixture
def four(said: None, emily: Profile, remember: Remember) -> None:
    remember(emily, ("a third", "Yes."), ("a fourth", "Yes."))


async def test_how_far_it_is_is_said_and_esc_stops_it(
    app: FriendApp, four: None, half_way: threading.Event, tmp_path: Path
) -> None:
    before = files(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await export(pilot)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "Writing… 50 %" in screen_text(app))
        assert "Esc stops" in screen_text(app)
        await pilot.press("enter", "escape")
        await wait_until(pilot, lambda: "Stopped. No file was written." in screen_text(app))
        half_way.set()
        await app.screen.workers.wait_for_complete()
        assert files(tmp_path) == before
        await pilot.press("enter")
        await wait_until(pilot, lambda: "4 turns are in this file" in screen_text(app))


async def test_keys_are_heard_while_it_is_written(app: FriendApp, four: None, half_way: threading.Event) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await export(pilot)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "Writing… 50 %" in screen_text(app))
        await pilot.press("x")
        await wait_until(pilot, lambda: app.screen.query_one(Input).value == "x")
        half_way.set()
        await wait_until(pilot, lambda: "4 turns are in this file" in screen_text(app))
        assert "13.md" in str(app.screen.query_one("#hint", Static).render())


async def test_it_is_told_a_hundred_times_however_much_it_is(emily: Profile, core: ScriptedCore) -> None:
    bank = core.profiles().open(emily)
    crowd(bank, 5_000)
    said, told = Said(bank.everything_said(), 5_000), list[int]()
    assert len(list(said.told(told.append, lambda: False))) == 5_000
    assert told == list(range(1, 101))
    stopped = Said(bank.everything_said(), 5_000)
    assert len(list(stopped.told(told.append, lambda: stopped.read == 7))) == 7
    [last] = bank.turns(limit=1)
    whole = bank.end_of_conversation(last.conversation, block=5_001)
    assert list(bank.all_of_conversation(last.conversation)) == whole
    bank.close()


async def test_what_is_off_the_record_is_in_no_file(app: FriendApp, said: None, tmp_path: Path) -> None:
    before = files(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/off-record")
        await say(pilot, "a secret")
        await answered(pilot, 3)
        await export(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "nothing of it goes into a file" in screen_text(app))
        assert files(tmp_path) == before
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "2 turns are in this file" in screen_text(app))
    [file] = files(tmp_path) - before
    assert "a secret" not in file.read_text(encoding="utf-8")
