"""recall@k, hit@k and the mean reciprocal rank of evidence turns among what was retrieved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.evaluation.questions import Place

if TYPE_CHECKING:
    from siliconfriend.memory.records import Memory

CUTOFFS = (1, 3, 5, 10)

Scores = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Ranks:
    """How one question fared: the 1-based ranks at which evidence was found, of how many `wanted` turns."""

    found: tuple[int, ...]
    wanted: int

    def recall(self, k: int) -> float:
        """The share of the evidence among the first `k`."""
        return sum(rank <= k for rank in self.found) / self.wanted

    def hit(self, k: int) -> float:
        """1 if any evidence is among the first `k`, else 0."""
        return float(any(rank <= k for rank in self.found))

    def reciprocal(self) -> float:
        """1 / the rank of the first evidence, 0 if none was found."""
        return 1 / self.found[0] if self.found else 0.0


def ranks(retrieved: Iterable[Memory], evidence: Sequence[Place]) -> Ranks:
    """The ranks of the evidence turns. A memory of another kind takes a rank, but never is evidence."""
    wanted = set(evidence)
    found = [rank for rank, memory in enumerate(retrieved, start=1) if _place(memory) in wanted]
    return Ranks(tuple(found), len(wanted))


def _place(memory: Memory) -> Place | None:
    return None if memory.index is None else Place(memory.day, memory.index)


def scores(asked: Sequence[Ranks]) -> Scores:
    """The means over the questions that have evidence, and how many there are. None where there is none."""
    scored = [one for one in asked if one.wanted]
    found: Scores = {"questions": len(asked), "scored": len(scored)}
    for k in CUTOFFS:
        found[f"recall@{k}"] = _mean([one.recall(k) for one in scored])
    for k in CUTOFFS:
        found[f"hit@{k}"] = _mean([one.hit(k) for one in scored])
    found["mrr"] = _mean([one.reciprocal() for one in scored])
    return found


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def scores_by(asked: Iterable[tuple[Iterable[str], Ranks]]) -> Mapping[str, Scores]:
    """The scores of each group, by name, in the order of their first questions; a question may be in several."""
    groups: dict[str, list[Ranks]] = defaultdict(list)
    for names, one in asked:
        for name in names:
            groups[name].append(one)
    return {name: scores(group) for name, group in groups.items()}
