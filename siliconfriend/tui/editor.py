"""A text edited in the program that VISUAL or EDITOR names, in a private folder that is gone afterwards.

An editor's own copies of the text (file~, .file.swp) are made in that folder, and go with it.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, Literal

from siliconfriend.leavings import EDITING, scratch
from siliconfriend.places import only_a_file, private_folder
from siliconfriend.tui.visible import visible

MODAL: Final = ("vim", "vi")
"""Those that nobody gets out of without being told how."""
USUAL: Final = ("nano", *MODAL)

DRAFT: Final = "message.md"

VARIABLES: Final = ("VISUAL", "EDITOR")


class NoEditorError(Exception):
    """None is set, and none of the usual ones is installed."""


class EditorError(Exception):
    """`editor` is `missing`, `ended` without keeping the text, or `failed`, and then `detail` says why."""

    def __init__(self, problem: Literal["missing", "ended", "failed"], editor: str, detail: str = "") -> None:
        super().__init__(problem, editor, detail)
        self.problem = problem
        self.editor = editor
        self.detail = detail


def unasked() -> str:
    """The name of an editor of `MODAL` that would open though nobody set it, or nothing."""
    try:
        command = editor()
    except (NoEditorError, EditorError):
        return ""
    asked_for = any(os.environ.get(variable, "").strip() for variable in VARIABLES)
    name = Path(command[0]).name
    return name if not asked_for and name in MODAL else ""


def editor() -> list[str]:
    """The command that edits the file named after it.

    Raises:
        NoEditorError: there is none.
        EditorError: what is set is no command.
    """
    for variable in VARIABLES:
        if command := os.environ.get(variable, "").strip():
            try:
                return shlex.split(command)
            except ValueError as error:  # a quotation mark that is never closed
                raise EditorError("missing", command) from error
    found = next(filter(None, map(shutil.which, USUAL)), None)
    if found is None:
        raise NoEditorError
    return [found]


def edited(text: str, folder: Path) -> str:
    """`text` as it is when its editor is closed. The terminal must be free; blocks until then.

    Raises:
        NoEditorError, EditorError: nothing was edited.
    """
    command = editor()
    try:
        with scratch(private_folder(folder), EDITING) as own:
            file = own / DRAFT
            with open(file, "x", encoding="utf-8", errors="replace", opener=_private) as stream:
                stream.write(text)
            _run(command, file)
            return visible(file.read_text(encoding="utf-8", errors="replace")).rstrip("\n")
    except OSError as error:
        raise EditorError("failed", command[0], error.strerror or str(error)) from error


def draft_in(folder: Path) -> str:
    """What the file holds that somebody edited in `folder` until the program was killed."""
    try:
        only_a_file(folder / DRAFT)
        return visible((folder / DRAFT).read_text(encoding="utf-8", errors="replace")).rstrip("\n")
    except OSError:
        return ""


def _run(command: list[str], file: Path) -> None:
    try:
        done = subprocess.run([*command, str(file)], check=False, stderr=sys.__stderr__)  # noqa: S603 - the user's own
    except FileNotFoundError as error:
        raise EditorError("missing", command[0]) from error
    if done.returncode:
        raise EditorError("ended", command[0])


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
