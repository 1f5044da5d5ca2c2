"""Copying a reply, or code out of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.widgets import OptionList

from siliconfriend.tui import clipboard
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.markdown.code_blocks import code_blocks
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.choose_code import ChooseCodeScreen
from tests.tui.scripted import ScriptedModel, answered, ready, say, screen_text, wait_until


@pytest.fixture(autouse=True)
def no_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)


def test_code_is_found_without_its_fences() -> None:
    text = "Try\n\n```python\nprint(1)\n```\n\nor\n\n~~~\na\n\nb\n~~~\n\n    indented\n\n`inline`"
    assert code_blocks(text) == ["print(1)", "a\n\nb", "indented"]


def test_a_tool_of_the_system_is_given_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept"
    tool = tmp_path / "xclip"
    tool.write_text(f"#!/bin/sh\ncat > {kept}\n")
    tool.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda name: str(tool) if name == "xclip" else None)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    assert clipboard.offer("你好 text")
    assert kept.read_text() == "你好 text"
    monkeypatch.delenv("DISPLAY")
    assert not clipboard.offer("nowhere to go")


async def test_the_last_reply_is_copied_as_written_and_harmless(app: FriendApp, model: ScriptedModel) -> None:
    model.replies.append(["**bold** \x1b[31mred"])
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        await pilot.press("f3")
        assert app.clipboard == "**bold** ␛[31mred"


async def test_of_several_blocks_one_is_chosen(app: FriendApp, model: ScriptedModel) -> None:
    model.replies += [["```\nonly\n```"], ["no code here"], ["```\none\n```\n\n```\ntwo\n```"]]
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "first")
        await answered(pilot)
        await say(pilot, "second")
        await answered(pilot, turns=2)
        await pilot.press("f4")
        assert app.clipboard == "only"
        await say(pilot, "third")
        await answered(pilot, turns=3)
        await pilot.press("f4")
        await wait_until(pilot, lambda: isinstance(app.screen, ChooseCodeScreen))
        assert app.screen.query_one(OptionList).option_count == 2
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert app.clipboard == "two"


def told(app: FriendApp) -> str:
    return " ".join(one.message for one in app._notifications)


async def test_of_a_reply_on_its_way_what_has_come_is_copied_and_that_is_said(
    app: FriendApp, model: ScriptedModel
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()
    model.replies += [["first"], [begun, "half", ended, " whole"]]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        await say(pilot, "again")
        await wait_until(pilot, lambda: len(model.prompts) == 2)
        await pilot.press("f3")
        await wait_until(pilot, lambda: "of the new one nothing has come yet" in told(app))
        assert app.clipboard == "first"
        begun.set()
        await wait_until(pilot, lambda: "half" in screen_text(app))
        await pilot.press("f3")
        await wait_until(pilot, lambda: "as far as it has come" in told(app))
        assert app.clipboard == "half"
        ended.set()
        await answered(pilot, 2)
        await pilot.press("f3")
        await wait_until(pilot, lambda: "The reply is copied." in told(app))
        assert app.clipboard == "half whole"
