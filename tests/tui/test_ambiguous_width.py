"""Terminals that draw ambiguous characters two cells wide: asked, told by the settings, and no line is torn."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.pilot import Pilot

from siliconfriend.config_file import with_value
from siliconfriend.language import Language
from siliconfriend.memory.records import Profile
from siliconfriend.tui.ambiguous import SIGNS, SignsAsAscii, count_as_wide
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.measuring import QUESTION
from siliconfriend.tui.screens.chat import ChatScreen
from tests.tui.scripted import Clock, ScriptedCore, ScriptedModel, answered, ready, say, screen_text, wait_until
from tests.tui.terminal import Terminal
from tests.tui.test_end_to_end import environment

__all__ = ["environment"]

SIZE = (100, 40)
SAID = "“你好”——Привет… naïve · × ←→ ██ 😀 한"
REPLY = """# “一”

- 他说：“好……”——真的
- café – “quotes” and a long line that must be broken somewhere, because it is longer than the window is wide — yes

| “列” | b |
|---|---|
| — | … |

> “quoted”

```
┌──┐ box
│██│
└──┘
```
"""


@pytest.fixture(autouse=True)
def counted_as_before() -> Iterator[None]:
    yield
    count_as_wide(False)


def cells_where_wide(text: str) -> int:
    """What a terminal counts that has ambiguous characters two cells wide."""
    wide = {"W": 2, "F": 2, "A": 2}
    return sum(
        0 if unicodedata.combining(char) else wide.get(unicodedata.east_asian_width(char), 1) for char in text
    )


def nothing_is_torn(app: FriendApp) -> None:
    for line in screen_text(app).splitlines():
        assert cells_where_wide(line) == SIZE[0], line


def test_signs_become_ascii_and_letters_are_counted() -> None:
    assert cell_len("“…”—é") == 5
    count_as_wide(True)
    assert cell_len("“…”—é") == 10
    assert cell_len("Привет") == 12
    assert cell_len("你好 ab😀") == 9
    assert cell_len("e\u0301") == 1
    assert cell_len("".join(SIGNS)) == len(SIGNS)
    assert set_cell_size("“”ab", 3) == "“ "
    count_as_wide(False)
    assert cell_len("“…”—é") == 5


def test_every_sign_has_one_ascii_sign() -> None:
    assert all(len(sign) == 1 and sign.isascii() for sign in SIGNS.values())
    painted = SignsAsAscii().apply([Segment("╭─━╸│█◆×→…"), Segment("plain")], Color(0, 0, 0))
    assert [one.text for one in painted] == ["+-==|#*x>…", "plain"]


@given(st.text(alphabet=st.sampled_from(" ab“”…—·×─│█é你ЖΩ▌←\u00b1ß"), max_size=30))
def test_what_is_counted_is_what_is_drawn(text: str) -> None:
    count_as_wide(True)
    painted = SignsAsAscii().apply([Segment(text)], Color(0, 0, 0))[0].text
    assert cell_len(text) == cell_len(painted) == cells_where_wide(painted)


@pytest.mark.parametrize("keys", [(), ("f1",), ("f9",), ("f6",), ("f10",), ("ctrl+o",), ("ctrl+r",)], ids=str)
@pytest.mark.parametrize("language", Language)
async def test_no_line_is_torn(
    core: ScriptedCore, clock: Clock, model: ScriptedModel, language: Language, keys: tuple[str, ...]
) -> None:
    core.settings = with_value(core.settings, "interface.ambiguous_width", "wide")
    core.profiles().create("Émile “E” 王", language, clock())
    model.replies.append([REPLY])
    app = FriendApp(core)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await say(pilot, SAID)
        await answered(pilot)
        await pilot.press(*keys)
        await wait_until(pilot, lambda: not keys or keys == ("ctrl+r",) or not isinstance(app.screen, ChatScreen))
        await pilot.pause()
        nothing_is_torn(app)
        text = screen_text(app)
        assert not [char for char in text if char in SIGNS]
        assert keys or "“你好”" in text


async def test_it_changes_while_talking(app: FriendApp, emily: Profile, model: ScriptedModel) -> None:
    model.replies.append([REPLY])
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await say(pilot, SAID)
        await answered(pilot)
        before = screen_text(app)
        assert "╭" in before
        await choose(app, pilot, "wide")
        nothing_is_torn(app)
        assert "╭" not in screen_text(app)
        await choose(app, pilot, "narrow")
        assert screen_text(app) == before


async def choose(app: FriendApp, pilot: Pilot[None], width: str) -> None:
    app.core.settings = with_value(app.core.settings, "interface.ambiguous_width", width)
    await app.use_setting("interface.ambiguous_width")
    await pilot.pause()
    await pilot.pause()


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("column", "border"), [(3, "+- What"), (2, "╭─ What")], ids=["wide", "narrow"])
def test_the_terminal_is_asked_behind_the_first_frame(
    environment: dict[str, str],
    column: int,
    border: str,
) -> None:
    terminal = Terminal(environment)
    terminal.wait_for("What is on your mind?")
    while QUESTION not in terminal.raw:
        terminal.read(0.05)
    terminal.press(f"\x1b[2;{column}R")
    terminal.wait_for("0 memories")
    terminal.press("\x1bOP")  # F1
    terminal.wait_for(border)
    terminal.press("\x1b")
    terminal.press("\x11")
    assert terminal.wait() == 0
