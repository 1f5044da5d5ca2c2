"""Vectors in memory, searched by cosine: a cache of the store.

`ExactIndex` compares with every vector; `hnsw.py` has the quick one. Both answer alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

Hits = list[tuple[int, float]]


class VectorIndex(Protocol):
    """Memory ids and their unit vectors."""

    def ids(self) -> set[int]:
        """The memories that a search can find."""
        ...

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add or replace vectors, shape (len(ids), dimension)."""
        ...

    def drop(self, ids: Sequence[int]) -> None:
        """Take vectors out; ids that are not there are passed over."""
        ...

    def search(self, vector: Vectors, k: int) -> Hits:
        """The up to `k` nearest memories with their cosines, best first; `vector` has shape (dimension,)."""
        ...


class ExactIndex:
    """Every vector in one matrix."""

    def __init__(self, dimension: int) -> None:
        self._matrix: Vectors = np.empty((16, dimension), dtype=np.float32)
        self._ids: list[int] = []
        self._row: dict[int, int] = {}

    def ids(self) -> set[int]:
        return set(self._row)

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        self._reserve(len(self._ids) + len(ids))
        for id_, vector in zip(ids, vectors, strict=True):
            row = self._row.setdefault(id_, len(self._ids))
            if row == len(self._ids):
                self._ids.append(id_)
            self._matrix[row] = vector

    def drop(self, ids: Sequence[int]) -> None:
        for id_ in ids:
            row = self._row.pop(id_, None)
            if row is None:
                continue
            last = self._ids.pop()
            if last != id_:
                self._matrix[row] = self._matrix[len(self._ids)]
                self._ids[row] = last
                self._row[last] = row
            self._matrix[len(self._ids)] = 0

    def search(self, vector: Vectors, k: int) -> Hits:
        count = len(self._ids)
        if not count or k <= 0:
            return []
        cosines = np.vecdot(self._matrix[:count], vector)  # no BLAS: its threads stall on a busy machine
        best = np.argpartition(-cosines, k - 1)[:k] if k < count else np.arange(count)
        return sorted_hits([(self._ids[row], float(cosines[row])) for row in best])

    def _reserve(self, count: int) -> None:
        if count > len(self._matrix):
            grown = np.empty((max(count, 2 * len(self._matrix)), self._matrix.shape[1]), dtype=np.float32)
            grown[: len(self._ids)] = self._matrix[: len(self._ids)]
            self._matrix = grown


def sorted_hits(hits: Hits) -> Hits:
    """Best first; of equals the newer memory."""
    return sorted(hits, key=lambda hit: (-hit[1], -hit[0]))
