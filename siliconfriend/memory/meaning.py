"""The part of a bank that recall by meaning is set up with: which embedder, and what it has not read yet."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from siliconfriend.hosts import stays_here
from siliconfriend.memory.records import Embedder, EmbedderError, MemoryBankError, Profile

if TYPE_CHECKING:
    from pathlib import Path

    from siliconfriend.memory.retrieval import Retriever
    from siliconfriend.memory.store.database import Database
    from siliconfriend.memory.store.identity import Identity
    from siliconfriend.memory.store.memories import Memories

CACHES = "caches"
EMBEDDED_BEFORE_RECALL = 16

log = logging.getLogger(__name__)


class Meaning:
    """An embedder at most, and none elsewhere for a person whose words stay here."""

    identity: Identity
    profile: Profile
    memories: Memories
    _database: Database
    _folder: Path
    _retriever: Retriever
    _in_flight: set[int]

    @property
    def embedder(self) -> Embedder | None:
        """By what recall finds meaning; None: by words alone."""
        return self._retriever.dense.embedder if self._retriever.dense else None

    def attach(self, embedder: Embedder) -> None:
        """Recall by meaning from now on; the index of `embedder`'s vectors is loaded, or made from the store.

        Raises:
            EmbedderError: it is elsewhere, and this person's words stay here.
        """
        self._allow(embedder)
        from siliconfriend.memory.dense import DenseSearch  # numpy, which opening does not wait for

        self._retriever.dense = DenseSearch(self._database, self.memories, embedder, self._folder / CACHES)

    def attach_when_ready(
        self,
        embedder: Embedder,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> bool:
        """Embed everything with `embedder` while recall goes on as before, then recall by it; False if stopped.

        Safe to be killed or stopped at any point: the vectors made so far are kept.

        Raises:
            EmbedderError: it is elsewhere, and this person's words stay here; or it failed.
        """
        self._allow(embedder)
        from siliconfriend.memory.dense import DenseSearch

        ahead = DenseSearch(self._database, self.memories, embedder, self._folder / CACHES)
        ahead.embed_missing(progress=progress, stop=stop)
        if stop and stop():
            return False
        self.attach(embedder)
        return True

    def detach(self) -> None:
        """Recall by words alone; the vectors are kept for another time."""
        self._retriever.dense = None

    def embed_missing(
        self,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
        limit: int | None = None,
    ) -> int:
        """Embed what has no vector yet, telling `progress` (done, total), until `stop` or `limit`; how many."""
        dense = self._retriever.dense
        return dense.embed_missing(limit=limit, progress=progress, stop=stop) if dense else 0

    def count_missing(self) -> int:
        """How many memories recall cannot find by meaning yet; none where it finds by words alone."""
        dense = self._retriever.dense
        return dense.count_missing() if dense else 0

    def keep_here(self, local_only: bool) -> None:
        """Say whether the person's words must not leave this machine; an embedder elsewhere is let go of."""
        self.identity.keep_here(local_only)
        self.profile = replace(self.profile, local_only=local_only)
        if local_only and self.embedder is not None and not stays_here(self.embedder.destination):
            self.detach()

    def _allow(self, embedder: Embedder) -> None:
        if self.profile.local_only and not stays_here(embedder.destination):
            raise EmbedderError("embedder_stays_here", name=self.profile.name, host=embedder.destination)

    def _let_go_if_elsewhere(self) -> None:
        """Another window may have said meanwhile that the person's words stay here."""
        embedder = self.embedder
        if embedder is None or stays_here(embedder.destination):
            return
        self.profile = self.identity.profile(self._folder.name)
        if self.profile.local_only:
            self.detach()

    def _embed_latest(self) -> None:
        self._let_go_if_elsewhere()
        dense = self._retriever.dense
        if dense is None:
            return
        try:
            dense.embed_missing(limit=EMBEDDED_BEFORE_RECALL, but_turns=self._in_flight)
        except MemoryBankError as error:
            log.warning("the latest turns could not be embedded: %s", error.code)
