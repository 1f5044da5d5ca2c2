"""The command's log: warnings and what was not foreseen, without the words that people wrote."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from siliconfriend.places import private_folder
from siliconfriend.tui.journal import KEPT_FILES, LARGEST_BYTES, LOG_FILE, DiscreetFormatter, PrivateFile

if TYPE_CHECKING:
    from io import TextIOWrapper


class _Journal(PrivateFile):
    """Makes its folder when there is something to write, so that a look at --help leaves nothing behind."""

    def _open(self) -> TextIOWrapper:
        private_folder(Path(self.baseFilename).parent)
        return super()._open()


def keep_journal(folder: Path) -> None:
    """From now on warnings and errors go to the log file in `folder`, and none to stderr."""
    root = logging.getLogger()
    if any(isinstance(handler, _Journal) for handler in root.handlers):
        return
    journal = _Journal(
        folder / LOG_FILE, maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
    )
    journal.setLevel(logging.WARNING)
    journal.setFormatter(DiscreetFormatter("{asctime} {levelname} {name}: {message}", style="{"))
    root.addHandler(journal)
