"""From a question to ranked memories, and why each was chosen.

Candidates come by meaning (nearest vectors), by words (bm25), by the times the question names, and from beside
these. Each part of a candidate's score is on a scale of its own that holds from question to question, so that
they add up: an English encoder that has no words for a question leaves it to the others. docs/recall.md says what
each part is worth.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from siliconfriend.asking import only_asks
from siliconfriend.memory.dating import Asked, belongs, days_asked, memories_asked
from siliconfriend.memory.evidence import MEANING_BESIDE, WORDS_BESIDE, Held, Wording, beside, mutual
from siliconfriend.memory.lexical import query_terms, telling_terms
from siliconfriend.memory.records import EmbedderError, Kind, Memory, Recollection

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.dense import DenseSearch
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.records import Vectors
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.surroundings import Surroundings
    from siliconfriend.memory.store.terms import Terms
    from siliconfriend.memory.store.verdicts import Verdicts
    from siliconfriend.memory.store.vocabulary import Vocabulary

CANDIDATES = 40
SHORTLIST = 40
MOST_SPARE = 400
SPARE_FOR_DAYS = 20
"""Candidates beyond those wanted, where days in brief may stand before what was said."""
MEANING_WEIGHT = 0.7
LEAST_COVERAGE = 0.5
TIME_WEIGHT = 0.4
HOLLOW = 0.5
AS_GOOD_AS_EQUAL = 0.01

COMMON = 3_000
"""Postings that a search by words may walk through: past that only the rarer terms find candidates."""
ALWAYS_SEARCHED = 2

UNDERSTOOD = (Kind.SUMMARY, Kind.INSIGHT)

RELEVANT_COSINE = 0.33
RELEVANT_SHARE = 0.1

_embedding = ThreadPoolExecutor(max_workers=4, thread_name_prefix="questions")
"""A question is embedded while the store is searched for its words: neither waits for the other."""

log = logging.getLogger(__name__)


class Mode(StrEnum):
    """The whole recall; the plain searches that it is measured against; and the whole without one of its parts."""

    HYBRID = "hybrid"
    MEANING = "dense"
    WORDS = "lexical"
    WITHOUT_MEANING = "without meaning"
    WITHOUT_WORDS = "without words"
    WITHOUT_TIME = "without time"
    WITHOUT_NEIGHBOURS = "without neighbours"


@dataclass(frozen=True, slots=True)
class _Found:
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


class Retriever:
    """Recall over one profile. Searching changes nothing."""

    def __init__(
        self,
        memories: Memories,
        terms: Terms,
        vocabulary: Vocabulary,
        surroundings: Surroundings,
        verdicts: Verdicts,
        curve: Curve,
    ) -> None:
        self._memories = memories
        self._terms = terms
        self._vocabulary = vocabulary
        self._surroundings = surroundings
        self._verdicts = verdicts
        self.curve = curve
        self.dense: DenseSearch | None = None

    def recall(
        self,
        question: str,
        k: int,
        now: datetime,
        without_turns: Collection[int] = (),
        mode: Mode = Mode.HYBRID,
        days: int = 0,
    ) -> list[Recollection]:
        """The `k` memories that answer `question` best, best first, but for those of `without_turns`.

        After them come up to `days` of what was understood of days. A day in brief takes no turn's place: it
        stands among the `k` only where there are no more of the others.

        `why` holds the parts of the score: `dense` the cosine, `lexical` the evidence of the words, both with what
        the turns beside it add (`dense_beside`, `lexical_beside`), `time` how well it fits the days asked about,
        `share` the part of the question's telling words that it holds, `retention` R now, and `informs`, less
        than 1 for a question that got no answer; `verdict` is there when the person lowered the memory. What is
        never to be recalled is left out.
        """
        if k <= 0 or not question.strip():
            return []
        if mode in (Mode.MEANING, Mode.WORDS):
            return self._plain(question, k, mode)
        asked = [] if mode is Mode.WITHOUT_TIME else days_asked(question, now, self._surroundings)
        dated = memories_asked(asked, self._surroundings) if asked else set()
        verdicts = self._verdicts.factors()
        unwanted = {id_ for id_, factor in verdicts.items() if not factor}
        spare = len(without_turns) + min(len(unwanted), MOST_SPARE)
        spare += SPARE_FOR_DAYS if self._vocabulary.understood() else 0
        found = self._find(question, max(CANDIDATES, 4 * k) + spare, dated, mode)
        wanted = max(SHORTLIST, 4 * k) + spare
        ranked = sorted(found.words.keys() | found.meaning.keys(), key=found.score, reverse=True)
        memories = self._memories.get({*ranked[:wanted], *dated} - unwanted)
        telling = telling_terms(question)
        recalled = [
            _judged(self._recollect(memory, found, asked, telling, now), verdicts)
            for memory in memories.values()
            if memory.turn is None or memory.turn not in without_turns
        ]
        return _chosen(_without_repeats(sorted(recalled, key=_order), found.terms), k, days)

    def _find(self, question: str, wanted: int, dated: Collection[int], mode: Mode) -> _Found:
        """The candidates: what is near in meaning, what holds the words, `dated`, and what is beside them."""
        dense = (
            None if mode is Mode.WITHOUT_MEANING else self.dense
        )  # one throughout: it may be exchanged meanwhile
        embedded = _embedding.submit(_vector, question, dense)
        terms = query_terms(question)
        frequencies = self._vocabulary.frequencies(terms)
        by_words = self._terms.search(_searched(terms, frequencies), wanted)
        vector, weight = embedded.result()
        nearest = dense.search(vector, wanted) if dense and vector is not None else []
        first = {id_ for id_, _ in (*by_words, *nearest)}.union(dated)
        neighbours = self._surroundings.neighbours(first)
        if mode is Mode.WITHOUT_NEIGHBOURS:
            neighbours = {}
        neighbours = mutual(neighbours)
        candidates = first | neighbours.keys()
        wording = Wording(terms, frequencies, self._vocabulary.documents(), self._vocabulary.usual_length())
        texts = self._vocabulary.texts(candidates)
        asked = frozenset(terms)
        held = {id_: Held.of(text, asked) for id_, text in texts.items()}
        words = {id_: wording.evidence(one) for id_, one in held.items() if mode is not Mode.WITHOUT_WORDS}
        meaning = dict(nearest)
        if dense and vector is not None:
            rest = dense.vectors(candidates - meaning.keys())
            meaning |= {id_: float(one @ vector) for id_, one in rest.items()}
        nearness = {id_: max(0.0, cosine) for id_, cosine in meaning.items()}
        return _Found(meaning, words, beside(nearness, neighbours), beside(words, neighbours), weight, texts, held)

    def _recollect(
        self, memory: Memory, found: _Found, asked: Sequence[Asked], telling: Sequence[str], now: datetime
    ) -> Recollection:
        time = belongs(memory, asked)
        informs = HOLLOW if _hollow(memory) else 1.0
        factor = self.curve.rank_factor(memory.strength, memory.last_recall, now)
        held = found.held.get(memory.id)
        why = {
            "dense": found.meaning.get(memory.id, 0.0),
            "dense_beside": found.meaning_beside.get(memory.id, 0.0),
            "lexical": found.words.get(memory.id, 0.0),
            "lexical_beside": found.words_beside.get(memory.id, 0.0),
            "time": time,
            "share": _share(telling, held.counts if held else ()),
            "informs": informs,
            "retention": self.curve.retention(memory.strength, memory.last_recall, now),
        }
        score = (found.score(memory.id) + TIME_WEIGHT * time) * factor * informs
        return Recollection(memory, round(score, 6), {part: round(value, 4) for part, value in why.items()})

    def _plain(self, question: str, k: int, mode: Mode) -> list[Recollection]:
        """Nearest vectors alone, or bm25 alone."""
        if mode is Mode.WORDS:
            hits = self._terms.search(query_terms(question), k)
        else:
            dense = self.dense
            hits = dense.search(dense.embedder.encode([question])[0], k) if dense else []
        memories = self._memories.get(id_ for id_, _ in hits)
        return [
            Recollection(memories[id_], round(score, 6), {mode.value: round(score, 4)})
            for id_, score in hits
            if id_ in memories
        ]


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


def _judged(one: Recollection, verdicts: Mapping[int, float]) -> Recollection:
    """As the person would have it: one they called out of place counts for less."""
    factor = verdicts.get(one.memory.id)
    if factor is None:
        return one
    return Recollection(one.memory, round(one.score * factor, 6), {**one.why, "verdict": factor})


def relevant(one: Recollection) -> bool:
    """Whether a memory has to do with the question at all and tells something: not merely the best of nothing."""
    if _hollow(one.memory):
        return False
    why = one.why
    return (
        why.get("time", 0.0) > 0
        or why.get("dense", 0.0) >= RELEVANT_COSINE
        or why.get("share", 0.0) >= RELEVANT_SHARE
    )


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


def _share(telling: Sequence[str], held: Container[str]) -> float:
    return sum(term in held for term in telling) / len(telling) if telling else 0.0


def _hollow(memory: Memory) -> bool:
    return memory.kind is Kind.TURN and not memory.response and only_asks(memory.query)


def _order(one: Recollection) -> tuple[float, int, int]:
    """Best first; of those as good as equal the newer, so that where facts changed the later word comes first."""
    memory = one.memory
    return (-round(one.score / AS_GOOD_AS_EQUAL), -memory.day.toordinal(), -memory.id)


def _chosen(ranked: Iterable[Recollection], k: int, days: int) -> list[Recollection]:
    """The `k` best of what was said, what was understood filling up, and after them `days` more of that."""
    said: list[Recollection] = []
    understood: list[Recollection] = []
    for one in ranked:
        (understood if one.memory.kind in UNDERSTOOD else said).append(one)
        if len(said) == k and len(understood) >= days:
            break
    said, among = said[:k], max(0, k - len(said))
    return [*sorted([*said, *understood[:among]], key=_order), *understood[among : among + days]]


def _without_repeats(recalled: Iterable[Recollection], terms: Mapping[int, str]) -> Iterator[Recollection]:
    """Each text once, as it was said best or last: two are the same when they hold the same terms as often."""
    seen: set[tuple[str, ...]] = set()
    for one in recalled:
        same = tuple(sorted(terms.get(one.memory.id, "").split()))
        if not same or same not in seen:
            seen.add(same)
            yield one
