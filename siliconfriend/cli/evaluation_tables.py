"""What an evaluation found, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from siliconfriend.cli import streams
from siliconfriend.cli.tables import Column, show

if TYPE_CHECKING:
    from siliconfriend.evaluation.checking import Checked, Problem
    from siliconfriend.language import Words

SHOWN = ("recall@1", "recall@3", "recall@5", "recall@10", "hit@5", "mrr")
BY_KIND = "recall@5"
NOTHING = "–"


def print_metrics(say: Words, metrics: Mapping[str, Any]) -> None:
    """A table for each language, a system a row; then recall@5 by kind of question, a system a column.

    Raises:
        BrokenPipeError: nobody reads stdout any more.
    """
    systems = {say("evaluation.table.recall"): metrics}
    systems |= {say(f"evaluation.table.{name}"): found for name, found in metrics["baselines"].items()}
    for language, found in metrics["by_language"].items():
        heading = say("evaluation.table.heading", language=say(f"evaluation.table.{language}"), **_counts(found))
        streams.result(heading + "\n")
        show(
            [Column(say("evaluation.table.system")), *(Column(name, "number") for name in SHOWN)],
            [
                [name, *(_number(one["by_language"][language][score]) for score in SHOWN)]
                for name, one in systems.items()
            ],
        )
    systems = {
        say(f"evaluation.table.{name}"): systems[say(f"evaluation.table.{name}")] for name in _plain(metrics)
    }
    if metrics["by_kind"]:
        streams.result(say("evaluation.table.by_kind", score=BY_KIND) + "\n")
        show(
            [
                Column(say("evaluation.table.kind")),
                Column(say("evaluation.table.questions"), "number"),
                *(Column(name, "number") for name in systems),
            ],
            [
                [kind, str(found["scored"]), *(_number(one["by_kind"][kind][BY_KIND]) for one in systems.values())]
                for kind, found in metrics["by_kind"].items()
                if found["scored"]
            ],
        )


def _plain(metrics: Mapping[str, Any]) -> list[str]:
    """Recall and the baselines, without the ablations."""
    from siliconfriend.evaluation.pages.content import LESS_THAN_WHOLE

    return ["recall", *(name for name in metrics["baselines"] if name not in LESS_THAN_WHOLE)]


def _counts(found: Mapping[str, Any]) -> dict[str, object]:
    return {"questions": found["questions"], "scored": found["scored"]}


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"


def print_checked(say: Words, found: Sequence[Checked]) -> None:
    """Counts and problems of each language, on stdout."""
    for one in found:
        language = say(f"evaluation.table.{one.language.value}")
        counts = say("evaluation.check.counts", language=language, **one.counts)
        kinds = ", ".join(f"{kind} {count}" for kind, count in one.kinds.items())
        words = say("evaluation.check.by_words", recall=_number(one.recall_by_words))
        verdict = say("evaluation.check.problems", count=len(one.problems)) if one.problems else ""
        lines = [counts, kinds, words, verdict or say("evaluation.check.fine")]
        lines += [f"  {sentence(say, problem)}" for problem in one.problems]
        streams.result("\n".join(lines) + "\n\n")


def sentence(say: Words, problem: Problem) -> str:
    """What is wrong, and where."""
    text = say(f"evaluation.problem.{problem.code}", **problem.details)
    return f"{problem.where}: {text}" if problem.where else text


def checked_as_json(say: Words, found: Sequence[Checked]) -> dict[str, Any]:
    """By language: counts, kinds, what BM25 alone finds among five, and the problems."""
    return {
        one.language.value: {
            "counts": dict(one.counts),
            "kinds": dict(one.kinds),
            "bm25_recall@5": one.recall_by_words,
            "problems": [
                {"code": problem.code, "where": problem.where, "message": sentence(say, problem)}
                for problem in one.problems
            ],
        }
        for one in found
    }
