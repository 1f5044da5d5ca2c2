"""What an evaluation found, as JSON: `docs/evaluation.md` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siliconfriend.evaluation.metrics import scores, scores_by
from siliconfriend.evaluation.trial import OURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siliconfriend.evaluation.trial import Asked, Trial
    from siliconfriend.memory.records import Recollection


def report(trial: Trial, asked: Sequence[Asked]) -> dict[str, Any]:
    """Metrics of recall and of each baseline, the questions in their order, and what they were asked with."""
    systems = {name: None for one in asked for name in one.ranks if name != OURS}
    return {
        "metrics": {
            **_metrics(asked, OURS),
            "baselines": {name: _metrics(asked, name) for name in systems},
        },
        "setup": {
            "embedder": trial.embedder.name if trial.embedder else None,
            "top_k": trial.top_k,
            "forgetting": trial.curve.enabled,
        },
        "questions": [_question(one, trial.top_k) for one in asked],
    }


def _metrics(asked: Sequence[Asked], system: str) -> dict[str, Any]:
    return {
        "overall": scores([one.ranks[system] for one in asked]),
        "by_language": scores_by(((one.language.value,), one.ranks[system]) for one in asked),
        "by_kind": dict(sorted(scores_by((one.question.kinds, one.ranks[system]) for one in asked).items())),
    }


def _question(one: Asked, top_k: int) -> dict[str, Any]:
    question = one.question
    return {
        "user": question.user,
        "question": question.text,
        "language": one.language.value,
        "kind": list(question.kinds),
        "now": one.now.isoformat(timespec="minutes"),
        "retrieved": [_retrieved(recollection) for recollection in one.retrieved[:top_k]],
        "evidence": [[place.day.isoformat(), place.turn] for place in question.evidence],
        "answer": question.answer,
    }


def _retrieved(one: Recollection) -> dict[str, Any]:
    memory = one.memory
    return {
        "kind": memory.kind.value,
        "date": memory.day.isoformat(),
        "index": memory.index,
        "score": one.score,
    }
