"""Deletion down to the bytes: in the database file, its log, the index file, the copies made by migrations."""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING

from siliconfriend.memory.records import MemoryBankError

if TYPE_CHECKING:
    from pathlib import Path

    from siliconfriend.memory.dense import DenseSearch
    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.database import Database
    from siliconfriend.memory.store.terms import Terms

log = logging.getLogger(__name__)


class Scrubbing:
    """Sweeps away what deleted rows leave behind.

    `secure_delete` has overwritten the rows themselves; FTS5 keeps deleted terms until its segments are merged, the
    write-ahead log keeps old pages until it is cut, and files beside the database know nothing of it.
    """

    def __init__(self, database: Database, pieces: Pieces, terms: Terms, caches: Path, copies: Path) -> None:
        self._database = database
        self._pieces = pieces
        self._terms = terms
        self._caches = caches
        self._copies = copies

    def scrub(self, dense: DenseSearch | None) -> None:
        """Do it, if anything was deleted since the last time.

        Raises:
            MemoryBankError: another program is reading, or the disk refuses. The next call tries again.
        """
        mark = self._pieces.removals.mark()
        if mark is None:
            return
        self._pieces.healing_terms(self._terms.compact)
        try:
            self._sweep_files(dense)
        except OSError as error:
            raise MemoryBankError("read_only", path=str(self._caches), detail=str(error)) from error
        self._database.empty_log()
        self._pieces.removals.swept(mark)

    def try_to_scrub(self, dense: DenseSearch | None) -> None:
        """Do it, or leave it marked for the next time."""
        try:
            self.scrub(dense)
        except MemoryBankError as error:
            log.warning("what was deleted is not swept away yet: %s", error.code)

    def _sweep_files(self, dense: DenseSearch | None) -> None:
        from siliconfriend.memory import hnsw  # numpy, which opening does not wait for
        from siliconfriend.memory.stored_index import stored_index

        index = dense or stored_index(self._database, self._pieces.memories, self._caches)
        if index is None:
            hnsw.remove(self._caches / hnsw.FILE)
        else:
            index.replace_file()
        for unfinished in self._caches.glob(".*"):  # a save that was cut short
            unfinished.unlink(missing_ok=True)
        if self._copies.exists():
            shutil.rmtree(self._copies)
