"""A text edited in the program that VISUAL or EDITOR names, in a private file that is gone afterwards."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from siliconfriend.places import private_folder
from siliconfriend.tui.visible import visible

USUAL: Final = ("nano", "vim", "vi")


class NoEditorError(Exception):
    """None is set, and none of the usual ones is installed."""


class EditorError(Exception):
    """`editor` could not be used; `detail` says why."""

    def __init__(self, editor: str, detail: str) -> None:
        super().__init__(editor, detail)
        self.editor = editor
        self.detail = detail


def editor() -> list[str]:
    """The command that edits the file named after it.

    Raises:
        NoEditorError: there is none.
    """
    for variable in ("VISUAL", "EDITOR"):
        if command := os.environ.get(variable, "").strip():
            return shlex.split(command)
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
        handle, name = tempfile.mkstemp(".md", "message-", private_folder(folder))
    except OSError as error:
        raise EditorError(command[0], error.strerror or str(error)) from error
    file = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as stream:
            stream.write(text)
        done = subprocess.run([*command, name], check=False, stderr=sys.__stderr__)  # noqa: S603 - the user's own
        if done.returncode:
            raise EditorError(command[0], f"{done.returncode}")
        return visible(file.read_text(encoding="utf-8", errors="replace")).rstrip("\n")
    except OSError as error:
        raise EditorError(command[0], error.strerror or str(error)) from error
    finally:
        file.unlink(missing_ok=True)
