"""The index file of an embedder that is not loaded: enough to take deleted vectors out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.memory import hnsw
from siliconfriend.memory.dense import DenseSearch
from siliconfriend.memory.records import EmbedderError
from siliconfriend.memory.store.vectors import index_stamp

if TYPE_CHECKING:
    from pathlib import Path

    from siliconfriend.memory.records import Vectors
    from siliconfriend.memory.store.database import Database
    from siliconfriend.memory.store.memories import Memories


@dataclass(frozen=True, slots=True)
class AbsentEmbedder:
    """An embedder of which only the stored vectors are at hand."""

    name: str
    dimension: int
    destination: str = ""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of nothing.

        Raises:
            EmbedderError: there are texts.
        """
        raise EmbedderError("embedder_not_loaded", name=self.name, detail=f"{len(texts)} texts")

    def coverage(self, text: str) -> float:
        """None of any text."""
        return 0.0 * len(text)


def stored_index(database: Database, memories: Memories, caches: Path) -> DenseSearch | None:
    """The index in the folder `caches`, by whatever embedder it was made; None when there is none to be trusted."""
    made_with = hnsw.made_with(caches / hnsw.FILE, index_stamp(database))
    return DenseSearch(database, memories, AbsentEmbedder(*made_with), caches) if made_with else None
