"""From a question to ranked memories, and why each was chosen; docs/recall.md says what each part is worth."""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory.candidates import Candidates
from siliconfriend.memory.dating import Asked, belongs, days_asked, memories_asked
from siliconfriend.memory.lexical import query_terms, telling_terms
from siliconfriend.memory.modes import Mode
from siliconfriend.memory.ranking import chosen, hollow, judged, order, rounded, without_repeats
from siliconfriend.memory.records import Memory, Recollection

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.candidates import Found
    from siliconfriend.memory.dense import DenseSearch
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.surroundings import Surroundings
    from siliconfriend.memory.store.terms import Terms
    from siliconfriend.memory.store.verdicts import Verdicts
    from siliconfriend.memory.store.vocabulary import Vocabulary

SHORTLIST = 40
MOST_SPARE = 400
SPARE_FOR_DAYS = 20
"""Candidates beyond those wanted, where days in brief may stand before what was said."""
TIME_WEIGHT = 0.4
HOLLOW = 0.5


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
        self._candidates = Candidates(terms, vocabulary, surroundings)
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
        without: Collection[int] = (),
    ) -> list[Recollection]:
        """The `k` memories that answer `question` best, best first, but for those of `without_turns` and `without`.

        After them come up to `days` of what was understood of days. A day in brief takes no turn's place: it
        stands among the `k` only where there are no more of the others.

        `why` holds the parts of the score: `dense` the cosine, `lexical` the evidence of the words, both with what
        the turns beside it add (`dense_beside`, `lexical_beside`), `time` how well it fits the days asked about,
        `share` the part of the question's telling words that it holds, `retention` R now, and `informs`, less
        than 1 for a question that got no answer; `verdict` is there when the person lowered the memory. What is
        never to be recalled is left out, and so is what was understood of a day from words that are not to be told.
        """
        if k <= 0 or not question.strip():
            return []
        if mode in (Mode.MEANING, Mode.WORDS):
            return self._plain(question, k, mode)
        asked = [] if mode is Mode.WITHOUT_TIME else days_asked(question, now, self._surroundings)
        dated = memories_asked(asked, self._surroundings) if asked else set()
        verdicts = self._verdicts.factors()
        unwanted = {id_ for id_, factor in verdicts.items() if not factor} | set(without)
        unwanted |= {id_ for id_, untold in self._verdicts.days().items() if untold}
        spare = len(without_turns) + min(len(unwanted), MOST_SPARE)
        spare += SPARE_FOR_DAYS if self._vocabulary.understood() else 0
        wanted = max(SHORTLIST, 4 * k) + spare
        found = self._candidates.find(question, wanted, dated, self.dense, mode)
        ranked = sorted(found.words.keys() | found.meaning.keys(), key=found.score, reverse=True)
        memories = self._memories.get({*ranked[:wanted], *dated} - unwanted)
        telling = telling_terms(question)
        recalled = [
            judged(self._recollect(memory, found, asked, telling, now), verdicts)
            for memory in memories.values()
            if memory.turn is None or memory.turn not in without_turns
        ]
        return [rounded(one) for one in chosen(without_repeats(sorted(recalled, key=order), found.terms), k, days)]

    def _recollect(
        self, memory: Memory, found: Found, asked: Sequence[Asked], telling: Sequence[str], now: datetime
    ) -> Recollection:
        time = belongs(memory, asked)
        informs = HOLLOW if hollow(memory) else 1.0
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
        return Recollection(memory, round(score, 6), why)

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


def _share(telling: Sequence[str], held: Container[str]) -> float:
    return sum(term in held for term in telling) / len(telling) if telling else 0.0
