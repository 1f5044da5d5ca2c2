"""What may answer a question, and the evidence for it.

Candidates come by meaning (nearest vectors), by words (bm25), by the times the question names, and from beside
these. Each part of a candidate's score is on a scale of its own that holds from question to question, so that
they add up: an English encoder that has no words for a question leaves it to the others.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.memory.evidence import MEANING_BESIDE, WORDS_BESIDE, Held, Wording, beside, mutual
from siliconfriend.memory.lexical import query_terms
from siliconfriend.memory.modes import Mode
from siliconfriend.memory.records import EmbedderError

if TYPE_CHECKING:
    from siliconfriend.memory.dense import DenseSearch
    from siliconfriend.memory.records import Vectors
    from siliconfriend.memory.store.surroundings import Neighbours, Surroundings
    from siliconfriend.memory.store.terms import Terms
    from siliconfriend.memory.store.vocabulary import Vocabulary

MEANING_WEIGHT = 0.7
LEAST_COVERAGE = 0.5

COMMON = 3_000
"""Postings that a search by words may walk through: past that only the rarer terms find candidates, and of two
terms not every memory that holds one of them is weighed."""
ALWAYS_SEARCHED = 2

_embedding = ThreadPoolExecutor(max_workers=4, thread_name_prefix="questions")
"""A question is embedded while the store is searched for its words: neither waits for the other."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates of one question with the parts of their scores, each by memory id."""

    meaning: Mapping[int, float]
    words: Mapping[int, float]
    meaning_beside: Mapping[int, float]
    words_beside: Mapping[int, float]
    weight: float
    terms: Mapping[int, str]
    held: Mapping[int, Held]

    def score(self, id_: int) -> float:
        """What has no vector, or none yet, is weighed by its words alone."""
        words = self.words.get(id_, 0.0) + WORDS_BESIDE * self.words_beside.get(id_, 0.0)
        if id_ not in self.meaning:
            return words
        meaning = max(0.0, self.meaning[id_]) + MEANING_BESIDE * self.meaning_beside.get(id_, 0.0)
        return self.weight * meaning + (1 - self.weight) * words


class Candidates:
    """Finds them in one profile."""

    def __init__(self, terms: Terms, vocabulary: Vocabulary, surroundings: Surroundings) -> None:
        self._terms = terms
        self._vocabulary = vocabulary
        self._surroundings = surroundings

    def find(
        self, question: str, wanted: int, dated: Collection[int], dense: DenseSearch | None, mode: Mode
    ) -> Found:
        """What is near in meaning, what holds the words, `dated`, and what is beside them.

        `wanted` is how many are sought by meaning, and how many by words.
        """
        if mode is Mode.WITHOUT_MEANING:
            dense = None
        embedded = _embedding.submit(_vector, question, dense)
        terms = query_terms(question)
        frequencies = self._vocabulary.frequencies(terms)
        wording = Wording(terms, frequencies, self._vocabulary.documents(), self._vocabulary.usual_length())
        first = {id_ for id_, _ in self._by_words(_searched(terms, frequencies), frequencies, wanted)}.union(dated)
        beside_first = self._neighbours(first, mode)
        texts = self._vocabulary.texts({*first, *_both(beside_first)})
        asked = frozenset(terms)
        held = {id_: Held.of(text, asked) for id_, text in texts.items()}
        vectors = dense.vectors(texts) if dense else {}
        vector, weight = embedded.result()  # so far nothing waited for it
        nearest = dense.search(vector, wanted) if dense and vector is not None else []
        near = {id_ for id_, _ in nearest} - first
        neighbours = mutual(beside_first | self._neighbours(near, mode))
        candidates = first | near | neighbours.keys()
        more = self._vocabulary.texts(candidates - texts.keys())
        texts |= more
        held |= {id_: Held.of(text, asked) for id_, text in more.items()}
        words = {id_: wording.evidence(one) for id_, one in held.items() if mode is not Mode.WITHOUT_WORDS}
        meaning = dict(nearest)
        if dense and vector is not None:
            rest = candidates - meaning.keys()
            vectors |= dense.vectors(rest - vectors.keys())
            meaning |= {id_: float(vectors[id_] @ vector) for id_ in rest & vectors.keys()}
        nearness = {id_: max(0.0, cosine) for id_, cosine in meaning.items()}
        return Found(meaning, words, beside(nearness, neighbours), beside(words, neighbours), weight, texts, held)

    def _by_words(
        self, terms: Sequence[str], frequencies: Mapping[str, int], wanted: int
    ) -> list[tuple[int, float]]:
        """The best by `terms`, of which the rarest comes first; of two very common ones nearly the best."""
        if len(terms) == ALWAYS_SEARCHED:
            rarer, common = terms
            few = frequencies[rarer] <= COMMON
            if frequencies[rarer] + frequencies[common] > COMMON:
                return self._terms.search_two(rarer, common, wanted, few=few)
        return self._terms.search(terms, wanted)

    def _neighbours(self, memories: Collection[int], mode: Mode) -> dict[int, Neighbours]:
        return {} if mode is Mode.WITHOUT_NEIGHBOURS else self._surroundings.neighbours(memories)


def _both(neighbours: Mapping[int, Neighbours]) -> Iterator[int]:
    return (one for both in neighbours.values() for one in both if one is not None)


def _vector(question: str, dense: DenseSearch | None) -> tuple[Vectors | None, float]:
    """The question's vector, and how much meaning counts: as much as the embedder has words for it."""
    if dense is None:
        return None, 0.0
    coverage = dense.embedder.coverage(question)
    if coverage < LEAST_COVERAGE:
        return None, 0.0
    try:
        return dense.embedder.encode([question])[0], MEANING_WEIGHT * coverage
    except EmbedderError as error:
        log.warning("recalling by words alone: %s", error.code)
        return None, 0.0


def _searched(terms: Sequence[str], frequencies: Mapping[str, int]) -> list[str]:
    """The terms that find candidates: the rarer ones, as far as walking through those that hold them is quick."""
    searched: list[str] = []
    walked = 0
    for term in sorted((term for term in terms if term in frequencies), key=frequencies.__getitem__):
        walked += frequencies[term]
        if walked > COMMON and len(searched) >= ALWAYS_SEARCHED:
            break
        searched.append(term)
    return searched
