"""How far those who gave marks agree: the share of equal marks, and Cohen's kappa with linear weights.

Kappa (Cohen, 1968) takes off what would agree by chance, and counts 0 against 1 as twice as wrong as 0 against .5.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any

from siliconfriend.evaluation.items import CHECK, JUDGE, SHEET
from siliconfriend.evaluation.scoring.measures import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from siliconfriend.evaluation.items import Item


def agreement(items: Iterable[Item]) -> dict[str, Any]:
    """For correctness and coherence, each two raters with marks on the same replies: `judge/check` and so on."""
    answers = [answer for item in items for answer in item.answers.values() if answer.error is None]
    found: dict[str, Any] = {}
    for score in ("correctness", "coherence"):
        for one, other in combinations((JUDGE, CHECK, SHEET), 2):
            pairs = [(mark(answer, one, score), mark(answer, other, score)) for answer in answers]
            both = [(a, b) for a, b in pairs if a is not None and b is not None]
            if both:
                same = sum(a == b for a, b in both) / len(both)
                found.setdefault(score, {})[f"{one}/{other}"] = {
                    "replies": len(both),
                    "same": round(same, 4),
                    "kappa": kappa(both),
                }
    return found


def kappa(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Agreement beyond chance, at most 1; None where all marks are the same, and chance explains everything."""
    observed = sum(abs(a - b) for a, b in pairs) / len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(abs(a - b) * m * n for a, m in left.items() for b, n in right.items()) / len(pairs) ** 2
    return round(1 - observed / expected, 4) if expected else None
