"""Looking through memories for words or a meaning, as a person does: nothing recalled, nothing reinforced."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

from siliconfriend.memory.lexical import query_terms
from siliconfriend.memory.records import EmbedderError, MemoryState, Recollection

if TYPE_CHECKING:
    from siliconfriend.memory.retrieval import Retriever
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.terms import Terms

LEAST_COSINE = 0.35
LEAST_COVERAGE = 0.5

log = logging.getLogger(__name__)


class Searching:
    """Full text and meaning, over everything that is kept."""

    def __init__(self, memories: Memories, terms: Terms, retriever: Retriever) -> None:
        self._memories = memories
        self._terms = terms
        self._retriever = retriever

    def search(self, text: str, *, faded: bool, limit: int) -> list[Recollection]:
        """The up to `limit` memories that hold a word of `text` or are near to it in meaning, best first.

        Memories that hold all its words come before the rest. `why` holds `lexical` (bm25) and `dense` (cosine).
        """
        if limit <= 0 or not text.strip():
            return []
        words = dict(self._terms.search(query_terms(text), limit, faded=faded))
        best = max(words.values(), default=0.0)
        meaning = self._meaning(text, words, limit, faded=faded)
        found = self._memories.get({*words, *meaning})
        recollections = [
            Recollection(
                memory,
                round((words.get(id_, 0.0) / best if best > 0 else 0.0) + meaning.get(id_, 0.0), 6),
                {"lexical": round(words.get(id_, 0.0), 4), "dense": round(meaning.get(id_, 0.0), 4)},
            )
            for id_, memory in found.items()
            if faded or memory.state is not MemoryState.FADED
        ]
        return sorted(recollections, key=lambda one: (-one.score, -one.memory.id))[:limit]

    def _meaning(self, text: str, words: Collection[int], limit: int, *, faded: bool) -> dict[int, float]:
        """Cosines of what is near in meaning and of what holds the words; of none when the embedder cannot say."""
        dense = self._retriever.dense
        if dense is None or dense.embedder.coverage(text) < LEAST_COVERAGE:
            return {}
        try:
            vector = dense.embedder.encode([text])[0]
        except EmbedderError as error:
            log.warning("searching by words alone: %s", error.code)
            return {}
        near = [*dense.search(vector, limit), *(dense.search_faded(vector, limit) if faded else ())]
        cosines = {id_: cosine for id_, cosine in near if cosine >= LEAST_COSINE}
        cosines.update({id_: float(one @ vector) for id_, one in dense.vectors(words).items()})
        return cosines
