"""What a report shows, in the words of its reader: tables and charts, before they are HTML or Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from siliconfriend.evaluation.ablations import WITH_FORGETTING, WITHOUT_SUMMARIES
from siliconfriend.evaluation.baselines import ABLATIONS
from siliconfriend.evaluation.metrics import CUTOFFS
from siliconfriend.evaluation.pages.charts import Chart, page_of
from siliconfriend.evaluation.paper import SCORES, TABLE_2
from siliconfriend.language import Language

if TYPE_CHECKING:
    from siliconfriend.language import Words

NOTHING = "–"
SHOWN = ("recall@1", "recall@3", "recall@5", "recall@10", "hit@5", "mrr")
LESS_THAN_WHOLE = (*ABLATIONS, WITHOUT_SUMMARIES, WITH_FORGETTING)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title; the first column holds names, the others numbers."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def number(value: float | None) -> str:
    """A score, or that there is none."""
    return NOTHING if value is None else f"{value:.3f}"


def answer_tables(say: Words, metrics: Mapping[str, Any]) -> list[Table]:
    """For each language what the systems scored, above the rows of the paper's Table 2; none without answers."""
    if not metrics.get("answers"):
        return []
    columns = [say("answers.table.system"), *(say(f"answers.table.{score}") for score in SCORES)]
    columns.append(say("answers.table.failed"))
    return [
        Table(
            say(
                "answers.table.heading", language=say(f"evaluation.table.{language}"), questions=found["questions"]
            ),
            columns,
            _systems(say, metrics["answers"], language) + _paper(say, language),
        )
        for language, found in metrics["by_language"].items()
    ]


def _systems(say: Words, answers: Mapping[str, Any], language: str) -> list[list[str]]:
    scores = {label: found["by_language"].get(language) for label, found in answers.items()}
    return [
        [system_name(say, label), *(number(found[score]) for score in SCORES), str(found["failed"] or NOTHING)]
        for label, found in scores.items()
        if found
    ]


def _paper(say: Words, language: str) -> list[list[str]]:
    rows = TABLE_2[Language(language)].items()
    return [[say("answers.table.paper", model=model), *map(number, scores), ""] for model, scores in rows]


def system_name(say: Words, label: str) -> str:
    """A system's label for people: its variant in words."""
    model, _, variant = label.rpartition(":")
    try:
        return (
            say("answers.table.variant", model=model, variant=say(f"answers.variant.{variant}")) if model else label
        )
    except KeyError:  # the colon is the model's own, as in llama3:8b
        return label


def footnote(say: Words, metrics: Mapping[str, Any]) -> str:
    """Who gave the marks, and what the paper's rows are."""
    raters = {rater for found in metrics["answers"].values() for rater in found["overall"]["by"]}
    given = ", ".join(say(f"answers.rater.{rater}") for rater in ("sheet", "judge", "check") if rater in raters)
    return say("answers.table.footnote", raters=given or NOTHING)


def agreements(say: Words, metrics: Mapping[str, Any]) -> list[str]:
    """How far those who gave marks agree, a sentence each."""
    return [
        say(
            "answers.table.agreement",
            score=say(f"answers.table.{score}"),
            one=say(f"answers.rater.{pair.partition('/')[0]}"),
            other=say(f"answers.rater.{pair.partition('/')[2]}"),
            replies=found["replies"],
            same=number(found["same"]),
            kappa=number(found["kappa"]),
        )
        for score, pairs in metrics.get("agreement", {}).items()
        for pair, found in pairs.items()
    ]


def retrieval_tables(say: Words, metrics: Mapping[str, Any]) -> list[Table]:
    """For each language how recall fared, and every plain search and ablation."""
    everything = {"recall": metrics, **metrics["baselines"]}
    return [
        Table(
            say(
                "evaluation.table.heading",
                language=say(f"evaluation.table.{language}"),
                questions=found["questions"],
                scored=found["scored"],
            ),
            [say("evaluation.table.system"), *SHOWN],
            [
                [say(f"evaluation.table.{name}"), *(number(one["by_language"][language][score]) for score in SHOWN)]
                for name, one in everything.items()
            ],
        )
        for language, found in metrics["by_language"].items()
    ]


def charts_by_language(say: Words, metrics: Mapping[str, Any]) -> str:
    """recall@k of recall and the plain searches, a chart a language, as one SVG; empty if nothing is scored."""
    scored = {name: found for name, found in metrics["by_language"].items() if found["scored"]}
    charts = [
        _chart(say, metrics, "by_language", name, say(f"evaluation.table.{name}"), found["scored"])
        for name, found in scored.items()
    ]
    return page_of(charts, columns=2, width=360, height=220) if charts else ""


def charts_by_kind(say: Words, metrics: Mapping[str, Any]) -> str:
    """The same, a chart a kind of question."""
    scored = {name: found for name, found in metrics["by_kind"].items() if found["scored"]}
    charts = [_chart(say, metrics, "by_kind", name, name, found["scored"]) for name, found in scored.items()]
    return page_of(charts, columns=3, width=236, height=160) if charts else ""


def _chart(say: Words, metrics: Mapping[str, Any], group: str, name: str, title: str, questions: int) -> Chart:
    systems = {"recall": metrics, **metrics["baselines"]}
    lines = {
        say(f"evaluation.table.{system}"): [found[group][name][f"recall@{k}"] for k in CUTOFFS]
        for system, found in systems.items()
        if system not in LESS_THAN_WHOLE
    }
    return Chart(f"{title} ({questions})", [f"@{k}" for k in CUTOFFS], lines)
