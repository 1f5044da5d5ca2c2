"""An embedder that encodes each text once, and many at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from siliconfriend.memory.records import Embedder, Vectors

BATCH = 64


class EncodedOnce:
    """The vectors of another embedder, kept in memory for as long as this object lives."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """The vector space of the other embedder."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """As the other embedder's."""
        return self._embedder.dimension

    @property
    def destination(self) -> str:
        """As the other embedder's."""
        return self._embedder.destination

    def prepare(self, texts: Sequence[str], tell: Callable[[int], None] = lambda _done: None) -> None:
        """Encode `texts` in batches, telling how many have been done."""
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            self.encode(batch)
            tell(start + len(batch))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._embedder.encode(new), strict=True))
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])

    def coverage(self, text: str) -> float:
        """As the other embedder's."""
        return self._embedder.coverage(text)
