"""From marks to the four scores of the paper, for each system, language and kind of question.

A reply that could not be had scores 0 and counts among the failed: it is never left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from siliconfriend.evaluation.items import CHECK, JUDGE, SHEET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from siliconfriend.evaluation.items import Answer, Item

RATERS = (SHEET, JUDGE, CHECK)
"""Whose word goes before whose: people's before a judge's before the check's."""

SCORES = ("correctness", "coherence", "ranking")


def measures(items: Sequence[Item]) -> dict[str, Any]:
    """By system: its scores over everything, by language and by kind."""
    labels = list(dict.fromkeys(label for item in items for label in item.answers))
    return {
        label: {
            "overall": _scores(items, label),
            "by_language": _groups(items, label, lambda item: [item.language]),
            "by_kind": dict(sorted(_groups(items, label, lambda item: item.kind).items())),
        }
        for label in labels
    }


def mark(answer: Answer, rater: str, score: str) -> float | None:
    """What `rater` gave: None for nothing, and where that score is not given by it."""
    given = getattr(answer, rater)
    found: float | None = getattr(given, score, None)
    return found


def _groups(items: Iterable[Item], label: str, names: Any) -> dict[str, Any]:
    groups: Mapping[str, list[Item]] = defaultdict(list)
    for item in items:
        for name in names(item):
            groups[name].append(item)
    return {name: _scores(group, label) for name, group in groups.items()}


def _scores(items: Sequence[Item], label: str) -> dict[str, Any]:
    answers = [item.answers[label] for item in items if label in item.answers]
    found: dict[str, Any] = {
        "questions": len(answers),
        "failed": sum(one.error is not None for one in answers),
        "retrieval_accuracy": _mean([one.accuracy for one in answers]),
    }
    by_rater = {rater: _of_rater(answers, rater) for rater in RATERS}
    for score in SCORES:
        rater = next((one for one in RATERS if by_rater[one].get(score) is not None), None)
        found[score] = by_rater[rater][score] if rater else None
    found["by"] = {rater: scores for rater, scores in by_rater.items() if scores}
    return found


def _of_rater(answers: Sequence[Answer], rater: str) -> dict[str, Any]:
    """The means of what `rater` gave, with the number of replies marked; empty where there is none."""
    scores = {}
    for score in SCORES:
        given = [mark(one, rater, score) for one in answers]
        if any(one is not None for one in given):
            worst = [0.0 if one.error else value for one, value in zip(answers, given, strict=True)]
            scores[score] = _mean(worst)
    if scores:
        scores["marked"] = sum(getattr(one, rater) is not None for one in answers)
    return scores


def _mean(values: Iterable[float | None]) -> float | None:
    given = [one for one in values if one is not None]
    return round(sum(given) / len(given), 4) if given else None
