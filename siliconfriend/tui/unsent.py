"""What a person has written and not sent, kept in their own folder: gone when it is sent or taken back, not before.

Nothing of it lingers then: the bytes are overwritten before a file goes.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from siliconfriend.beside import UNSENT, UNSENT_CUT_SHORT, UNSENT_ELSEWHERE
from siliconfriend.leavings import EDITING, left_in
from siliconfriend.places import write_privately

CUT_SHORT_SECONDS: Final = 60

log = logging.getLogger(__name__)


class Unsent:
    """The draft of the person whose `folder` this is. Calls block, and come one after the other.

    No two windows write into one file: what a second one leaves, the next one that is alone takes over. So it does
    with the draft that an editor had open when its program was killed.
    """

    def __init__(self, folder: Path, *, alone: bool) -> None:
        self._folder = folder
        self._alone = alone
        self._file = folder / (UNSENT if alone else UNSENT_ELSEWHERE.replace("*", uuid4().hex[:8]))
        self._taken: list[Path] = []
        self._left_open: list[Path] = []
        self._kept = ""

    def read(self) -> str:
        """What was written and not sent, by whoever was here before."""
        if not self._alone:
            return ""
        self._sweep()
        texts, self._taken = [], [*self._folder.glob(UNSENT_ELSEWHERE)]
        for file in self._files():
            with suppress(OSError):
                texts.append(file.read_text(encoding="utf-8", errors="replace"))
        self._kept = "\n".join(filter(None, self._with_left_open(texts)))
        return self._kept

    def keep(self, text: str) -> None:
        """Keep `text`, and nothing of what was kept before; an empty one leaves no file.

        What the disk refuses is only logged: the words are still on the screen.
        """
        if text == self._kept and not self._left_open:
            return
        try:
            with ExitStack() as opened:
                old = [(file, opened.enter_context(file.open("r+b"))) for file in self._files()]
                if text:
                    write_privately(self._file, text.encode("utf-8", errors="replace"))
                for file, content in old:
                    _overwrite(content.fileno())
                    if not text or file != self._file:
                        file.unlink(missing_ok=True)
            self._close_left_open()
            self._kept, self._taken = text, []
        except OSError as error:
            log.warning("what is written and not sent could not be kept: %s", error.strerror)

    def _with_left_open(self, texts: list[str]) -> list[str]:
        """`texts` with the drafts that an editor had open, each in the place of what it was begun with."""
        if not any(self._folder.glob(f"{EDITING}*/")):
            return texts
        from siliconfriend.tui.editor import draft_in

        self._left_open = [*left_in(self._folder, EDITING)]
        for draft in map(draft_in, self._left_open):
            if not any(draft in one for one in texts):
                texts = [draft, *(one for one in texts if one not in draft)]
        return texts

    def _close_left_open(self) -> None:
        for folder in self._left_open:
            for file in (one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()):
                with file.open("r+b") as content:
                    _overwrite(content.fileno())
            shutil.rmtree(folder)
        self._left_open = []

    def _files(self) -> list[Path]:
        return [file for file in (self._file, *self._taken) if file.is_file()]

    def _sweep(self) -> None:
        """Take away what a killed program was about to write."""
        for file in (one for pattern in UNSENT_CUT_SHORT for one in self._folder.glob(pattern)):
            with suppress(OSError):
                if time.time() - file.stat().st_mtime >= CUT_SHORT_SECONDS:
                    with file.open("r+b") as content:
                        _overwrite(content.fileno())
                    file.unlink()


def _overwrite(handle: int) -> None:
    length = os.fstat(handle).st_size
    os.lseek(handle, 0, os.SEEK_SET)
    while length > 0:
        length -= os.write(handle, bytes(min(length, 1 << 20)))
    os.fsync(handle)
