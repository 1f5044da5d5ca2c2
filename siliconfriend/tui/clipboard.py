"""The system's clipboard, for terminals that do not pass on what is copied (OSC 52)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

PATIENCE_SECONDS = 2


def offer(text: str) -> bool:
    """Give `text` to the clipboard tool of this system, if there is one; whether it took it. Blocks."""
    for command in _tools():
        tool = shutil.which(command[0])
        if tool is None:
            continue
        try:
            subprocess.run(  # noqa: S603 - the programs are the ones named below
                [tool, *command[1:]],
                input=text.encode("utf-16-le" if command[0] == "clip" else "utf-8", "replace"),
                check=True,
                timeout=PATIENCE_SECONDS,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        return True
    return False


def _tools() -> Iterator[tuple[str, ...]]:
    if sys.platform == "darwin":
        yield ("pbcopy",)
    elif sys.platform == "win32":
        yield ("clip",)
    if os.environ.get("WAYLAND_DISPLAY"):
        yield ("wl-copy",)
    if os.environ.get("DISPLAY"):
        yield ("xclip", "-selection", "clipboard")
