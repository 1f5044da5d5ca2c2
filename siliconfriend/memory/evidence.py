"""How much a memory has to do with a question: by its words, and by its neighbours' share in the talk.

The weights were chosen by measurement (docs/recall.md): they did best, or as good as best, over all the data we
have, small and large, in both languages, rather than on any one set.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from siliconfriend.memory.store.surroundings import Neighbours

K1, B = 1.2, 0.75
"""BM25's, as in FTS5."""

BM25_SHARE = 0.5
"""The lexical evidence is half BM25, half the share of the question's telling that a memory holds."""

WORDS_BESIDE = 0.3
MEANING_BESIDE = 0.25
BEFORE, AFTER = 1.2, 0.8
"""What the neighbouring turns' evidence counts for: the answer often leaves out what the turn before it named."""


class Held(Struct, frozen=True):
    """What a memory holds of the terms asked for: how often each, and of how many terms in all."""

    counts: Mapping[str, int]
    length: int

    @classmethod
    def of(cls, terms: str, asked: Collection[str]) -> Held:
        """From a memory's `terms`, separated by blanks."""
        found = terms.split()
        counts: dict[str, int] = {}
        if common := frozenset(asked).intersection(found):  # most memories hold none
            for term in filter(common.__contains__, found):
                counts[term] = counts.get(term, 0) + 1
        return cls(counts, len(found))


class Wording:
    """Lexical evidence for one question, each between 0 and about 1 whatever the question's length.

    Args:
        asked: the question's terms, each once.
        frequencies: in how many memories each stands.
        documents: how many memories there are.
        usual_length: terms in a memory on average.
    """

    def __init__(
        self, asked: Sequence[str], frequencies: Mapping[str, int], documents: int, usual_length: float
    ) -> None:
        self._telling = {
            term: math.log(1 + (documents - held + 0.5) / (held + 0.5))
            for term in asked
            for held in (min(frequencies.get(term, 0), documents),)
        }
        self._total = sum(self._telling.values())
        self._usual_length = usual_length

    def evidence(self, held: Held) -> float:
        """BM25 as a part of half of what the question could reach at most, averaged with the share.

        The share is the part of what the question tells, 0 to 1, that the memory holds.
        """
        if not self._total or not held.counts:
            return 0.0
        length = K1 * (1 - B + B * held.length / self._usual_length)
        share = bm25 = 0.0
        for term, weight in self._telling.items():
            count = held.counts.get(term)
            if count:
                share += weight
                bm25 += weight * count * (K1 + 1) / (count + length)
        reach = self._total * (K1 + 1) / 2
        return BM25_SHARE * bm25 / reach + (1 - BM25_SHARE) * share / self._total


def mutual(neighbours: Mapping[int, Neighbours]) -> dict[int, Neighbours]:
    """`neighbours` (the memory before, the one after) and the same relation seen from those neighbours."""
    before = {id_: one for id_, (one, _) in neighbours.items() if one is not None}
    after = {id_: one for id_, (_, one) in neighbours.items() if one is not None}
    before |= {one: id_ for id_, one in after.items()}
    after |= {one: id_ for id_, one in before.items()}
    return {id_: (before.get(id_), after.get(id_)) for id_ in before.keys() | after.keys()}


def beside(evidence: Mapping[int, float], neighbours: Mapping[int, Neighbours]) -> dict[int, float]:
    """What each memory's two neighbours have of `evidence`."""
    return {
        id_: BEFORE * evidence.get(before or 0, 0.0) + AFTER * evidence.get(after or 0, 0.0)
        for id_, (before, after) in neighbours.items()
    }
