"""A long message in the person's own editor; the file it was in is gone afterwards."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from siliconfriend.language import Language, words
from siliconfriend.memory.records import Profile
from siliconfriend.places import Places
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.chat.in_editor import InEditor
from siliconfriend.tui.editor import EditorError, NoEditorError, edited
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import ready, say, screen_text, type_text, wait_until

APPEND = """
import pathlib, stat, sys
file = pathlib.Path(sys.argv[1])
mode = stat.S_IMODE(file.stat().st_mode)
for name in (f"{file}~", file.parent / f".{file.name}.swp"):
    pathlib.Path(name).write_text(file.read_text())
file.write_text(f"{file.read_text()} and more, {mode:o}\\x1b[31m\\n")
"""


@pytest.fixture
def appending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "append it.py"
    script.write_text(APPEND, encoding="utf-8")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} '{script}'")


def test_a_text_is_edited_in_a_private_file(appending: None, tmp_path: Path) -> None:
    assert edited("早上好", tmp_path / "cache") == "早上好 and more, 600␛[31m"
    assert list((tmp_path / "cache").iterdir()) == []
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


FAILING = [("no-such-editor", "missing"), ("vi 'x", "missing"), ("false", "ended"), (os.devnull, "failed")]


@pytest.mark.parametrize(("command", "problem"), FAILING)
def test_an_editor_that_fails_is_named(
    command: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", command)
    with pytest.raises(EditorError) as caught:
        edited("kept", tmp_path)
    assert (caught.value.editor, caught.value.problem) == (command, problem)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("command", "problem"), FAILING)
async def test_the_screen_comes_back_when_the_editor_fails(
    app: FriendApp, command: str, problem: str, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", command)
    monkeypatch.setattr(FriendApp, "is_headless", False)
    monkeypatch.setattr(HeadlessDriver, "can_suspend", True)
    went: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "suspend_application_mode", lambda _: went.append("aside"))
    monkeypatch.setattr(HeadlessDriver, "resume_application_mode", lambda _: went.append("back"))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        app.speak(language)
        await type_text(pilot, "begun")
        await pilot.press("ctrl+g")
        detail = os.strerror(errno.EACCES)
        told = words(language)(f"finding.editor.{problem}", editor=command, detail=detail)
        await wait_until(
            pilot, lambda: "".join(told.split()) in "".join(screen_text(app).replace("▌", " ").split())
        )
        assert went == ["aside", "back"]
        await type_text(pilot, " and more")
        assert app.screen.query_one(Composer).text == "begun and more"


def test_without_any_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoEditorError):
        edited("kept", tmp_path)


async def test_what_was_edited_is_in_the_composer(
    app: FriendApp, appending: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def aside() -> Iterator[None]:
        yield

    monkeypatch.setattr(app, "suspend", aside)
    monkeypatch.setattr(FriendApp, "is_headless", False)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await type_text(pilot, "begun")
        await pilot.press("ctrl+g")
        composer = app.screen.query_one(Composer)
        await wait_until(pilot, lambda: composer.text == "begun and more, 600␛[31m")


async def test_how_to_leave_vi_is_said_before_it_opens_for_whoever_set_none(
    app: FriendApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def aside() -> Iterator[None]:
        yield

    vi = tmp_path / "vi"
    vi.write_text('#!/bin/sh\nprintf " and more" >>"$1"\n', encoding="utf-8")
    vi.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(app, "suspend", aside)
    monkeypatch.setattr(FriendApp, "is_headless", False)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        composer = app.screen.query_one(Composer)
        await type_text(pilot, "begun")
        for keys, left in ((["enter"], "begun"), (["down", "enter"], "begun and more")):
            await pilot.press("ctrl+g")
            await wait_until(pilot, lambda: ":wq" in screen_text(app) and ":q!" in screen_text(app))
            assert composer.text == "begun"
            await pilot.press(*keys)
            await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
            await wait_until(pilot, partial(says, composer, left))


def says(composer: Composer, text: str) -> bool:
    """Whether that is what stands there."""
    return composer.text == text


async def test_off_the_record_no_editor_opens(
    app: FriendApp, appending: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FriendApp, "is_headless", False)
    monkeypatch.setattr(InEditor, "_edit", lambda _: pytest.fail("the words are in a file"))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        composer = app.screen.query_one(Composer)
        await type_text(pilot, "/off-record my secret")
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: "Off the record no editor opens" in screen_text(app))
        composer.write("")
        app.clear_notifications()
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "nothing from here on is stored" in screen_text(app))
        await wait_until(pilot, lambda: "no editor opens" not in screen_text(app))
        await type_text(pilot, "my secret")
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: "Off the record no editor opens" in screen_text(app))
        assert composer.text == "my secret"


async def test_the_file_is_among_what_else_is_kept_of_its_writer(
    app: FriendApp, emily: Profile, home: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def aside() -> Iterator[None]:
        yield

    monkeypatch.setattr(app, "suspend", aside)
    monkeypatch.setattr(FriendApp, "is_headless", False)
    monkeypatch.setenv("VISUAL", f"""{sys.executable} -c 'import sys; open(sys.argv[1], "w").write(sys.argv[1])'""")
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+g")
        composer = app.screen.query_one(Composer)
        await wait_until(pilot, lambda: composer.text.startswith(str(home.profiles / emily.id)))


async def test_in_a_browser_it_is_refused_kindly(app: FriendApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await type_text(pilot, "kept")
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: "cannot be opened in a browser" in " ".join(screen_text(app).split()))
        assert app.screen.query_one(Composer).text == "kept"
