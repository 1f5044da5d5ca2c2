"""Evaluation data of one language, checked from its numbers to its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.evaluation.baselines import BM25
from siliconfriend.evaluation.checking.problem import Problem
from siliconfriend.evaluation.checking.questions import KINDS, check_questions
from siliconfriend.evaluation.checking.turns import check_turns
from siliconfriend.evaluation.datasets import Dataset, own_files, read_dataset
from siliconfriend.evaluation.metrics import scores
from siliconfriend.evaluation.trial import Trial
from siliconfriend.memory.forgetting import Curve

if TYPE_CHECKING:
    from pathlib import Path

    from siliconfriend.evaluation.trial import Tell
    from siliconfriend.language import Language

PEOPLE = 15
DAYS = 10
TURNS_A_DAY = range(3, 7)
LEAST_QUESTIONS = 100
UNANSWERABLE_SHARE = (0.08, 0.12)
LEAST_OF_A_KIND = 5
HIGHEST_BY_WORDS = 0.75
"""What BM25 alone may find of the evidence among five: above it, questions repeat the words of their turns."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What one language's data holds, what BM25 alone finds of it among five, and everything that is wrong."""

    language: Language
    counts: Mapping[str, int]
    kinds: Mapping[str, int]
    recall_by_words: float | int | None
    problems: Sequence[Problem]


def check_data(folder: Path, language: Language, tell: Tell = lambda _done, _total: None) -> Checked:
    """Check `folder`'s data of one language, laid out as our own is. `tell` is told (done, total).

    Raises:
        MemoryBankError: a file cannot be read as what it should be.
        EvaluationError: a line of the questions cannot.
    """
    data = read_dataset(*own_files(folder, language), language)
    kinds = Counter(kind for one in data.questions for kind in one.kinds)
    asked = Trial(None, Curve(enabled=False)).run([data], tell)
    by_words = scores([one.ranks[BM25] for one in asked])["recall@5"]
    problems = [*_people(data), *_proportions(data, kinds), *check_turns(data), *check_questions(data)]
    if by_words is not None and by_words > HIGHEST_BY_WORDS:
        problems.append(Problem("too_easy", details={"recall": f"{by_words:.3f}", "most": HIGHEST_BY_WORDS}))
    return Checked(language, _counts(data), dict(sorted(kinds.items())), by_words, problems)


def _counts(data: Dataset) -> dict[str, int]:
    days = [turns for one in data.people for turns in one.history.values()]
    return {
        "people": len(data.people),
        "days": len(days),
        "turns": sum(map(len, days)),
        "questions": len(data.questions),
    }


def _people(data: Dataset) -> Iterator[Problem]:
    if len(data.people) != PEOPLE:
        yield Problem("people", details={"count": len(data.people), "wanted": PEOPLE})
    for one in data.people:
        if len(one.history) != DAYS:
            yield Problem("days", one.name, {"count": len(one.history), "wanted": DAYS})
        for day, turns in one.history.items():
            if len(turns) not in TURNS_A_DAY:
                yield Problem("turns", f"{one.name} › {day}", {"count": len(turns)})


def _proportions(data: Dataset, kinds: Mapping[str, int]) -> Iterator[Problem]:
    total = len(data.questions)
    if total < LEAST_QUESTIONS:
        yield Problem("questions", details={"count": total, "wanted": LEAST_QUESTIONS})
    least, most = UNANSWERABLE_SHARE
    share = sum(not one.evidence for one in data.questions) / total
    if not least <= share <= most:
        yield Problem("unanswerable", details={"percent": round(100 * share)})
    for kind in KINDS:
        if kinds.get(kind, 0) < LEAST_OF_A_KIND:
            yield Problem("kind_rare", kind, {"count": kinds.get(kind, 0), "wanted": LEAST_OF_A_KIND})
