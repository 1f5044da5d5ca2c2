"""From a question to ranked memories, and why each was chosen.

Dense (cosine) and lexical (bm25) candidates are put on one scale and added; the dense part counts for as much of
the question as the embedder has words for, so that an English encoder leaves Chinese to the lexical part.
Retention weighs the sum within bounds (`Curve.rank_factor`).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from siliconfriend.asking import only_asks
from siliconfriend.memory.lexical import query_terms, search_terms, telling_terms
from siliconfriend.memory.records import EmbedderError, Kind, Memory, Recollection

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.dense import DenseSearch
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.terms import Terms

CANDIDATES = 50
DENSE_WEIGHT = 0.5
LEAST_COVERAGE = 0.5

HOLLOW = 0.5

RELEVANT_COSINE = 0.38
RELEVANT_SHARE = 0.25

log = logging.getLogger(__name__)


class Retriever:
    """Recall over one profile. Searching changes nothing."""

    def __init__(self, memories: Memories, terms: Terms, curve: Curve) -> None:
        self._memories = memories
        self._terms = terms
        self._curve = curve
        self.dense: DenseSearch | None = None

    def recall(
        self, question: str, k: int, now: datetime, without_turns: Collection[int] = ()
    ) -> list[Recollection]:
        """The `k` memories that answer `question` best, best first, but for those of `without_turns`.

        `why` holds: `dense` the cosine, `lexical` the bm25, `share` the part of the question's telling words
        that the memory holds, `retention` R now, `informs` less than 1 for a question that got no answer.
        """
        if k <= 0 or not question.strip():
            return []
        wanted = max(CANDIDATES, 4 * k) + len(without_turns)
        asked = query_terms(question)
        lexical = dict(self._terms.search(asked, wanted))
        try:
            dense, weight = self._dense(question, lexical, wanted)
        except EmbedderError as error:
            log.warning("recalling by words alone: %s", error.code)
            dense, weight = {}, 0.0
        memories = self._memories.get({*lexical, *dense})
        nearness, wording = _scaled(dense), _scaled(lexical)
        telling = telling_terms(question)
        found = []
        for memory in memories.values():
            if memory.turn is not None and memory.turn in without_turns:
                continue
            factor = self._curve.rank_factor(memory.strength, memory.last_recall, now)
            informs = HOLLOW if _hollow(memory) else 1.0
            score = weight * nearness.get(memory.id, 0.0) + (1 - weight) * wording.get(memory.id, 0.0)
            why = {
                "dense": dense.get(memory.id, 0.0),
                "lexical": lexical.get(memory.id, 0.0),
                "share": _share(telling, memory),
                "informs": informs,
                "retention": self._curve.retention(memory.strength, memory.last_recall, now),
            }
            found.append(
                Recollection(
                    memory=memory,
                    score=round(score * factor * informs, 6),
                    why={part: round(value, 4) for part, value in why.items()},
                )
            )
        return sorted(found, key=lambda one: (-one.score, -one.memory.id))[:k]

    def _dense(self, question: str, lexical: Mapping[int, float], wanted: int) -> tuple[dict[int, float], float]:
        """Cosines of the nearest memories and of the lexical candidates, and how much they count."""
        if self.dense is None:
            return {}, 0.0
        coverage = self.dense.embedder.coverage(question)
        if coverage < LEAST_COVERAGE:
            return {}, 0.0
        vector = self.dense.embedder.encode([question])[0]
        cosines = dict(self.dense.search(vector, wanted))
        missing = [id_ for id_ in lexical if id_ not in cosines]
        cosines.update({id_: float(one @ vector) for id_, one in self.dense.vectors(missing).items()})
        return cosines, DENSE_WEIGHT * coverage


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    best = max(scores.values(), default=0.0)
    return {id_: max(0.0, score) / best for id_, score in scores.items()} if best > 0 else {}


def _share(telling: Sequence[str], memory: Memory) -> float:
    held = set(search_terms(memory.text))
    return sum(term in held for term in telling) / len(telling) if telling else 0.0


def _hollow(memory: Memory) -> bool:
    return memory.kind is Kind.TURN and not memory.response and only_asks(memory.query)


def relevant(one: Recollection) -> bool:
    """Whether a memory has to do with the question at all and tells something: not merely the best of nothing."""
    if _hollow(one.memory):
        return False
    return one.why.get("dense", 0.0) >= RELEVANT_COSINE or one.why.get("share", 0.0) >= RELEVANT_SHARE
