"""What systems scored, for people, beside what the paper's did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from siliconfriend.cli import streams
from siliconfriend.cli.tables import Column, show
from siliconfriend.evaluation.paper import SCORES, TABLE_2
from siliconfriend.language import Language

if TYPE_CHECKING:
    from siliconfriend.language import Words

NOTHING = "–"


def print_answers(say: Words, metrics: Mapping[str, Any]) -> None:
    """For each language a table, a system a row, and the rows of the paper's Table 2.

    Raises:
        BrokenPipeError: nobody reads stdout any more.
    """
    for language in metrics["by_language"]:
        streams.result(heading(say, metrics, language) + "\n")
        show(
            [
                Column(say("answers.table.system")),
                *(Column(say(f"answers.table.{score}"), "number") for score in SCORES),
                Column(say("answers.table.failed"), "number"),
            ],
            rows(say, metrics, language),
        )
    streams.result(footnote(say, metrics) + "\n\n")
    for score, pairs in metrics["agreement"].items():
        for pair, found in pairs.items():
            streams.result(agreed(say, score, pair, found) + "\n")
    if metrics["agreement"]:
        streams.result("\n")


def heading(say: Words, metrics: Mapping[str, Any], language: str) -> str:
    """What stands above a language's table."""
    questions = metrics["by_language"][language]["questions"]
    return say("answers.table.heading", language=say(f"evaluation.table.{language}"), questions=questions)


def rows(say: Words, metrics: Mapping[str, Any], language: str) -> list[list[str]]:
    """The systems' rows, then the paper's."""
    ours = [
        [system_name(say, label), *(_number(found["by_language"][language][score]) for score in SCORES), failed]
        for label, found in metrics["answers"].items()
        for failed in (str(found["by_language"][language]["failed"] or NOTHING),)
    ]
    paper = [
        [say("answers.table.paper", model=model), *map(_number, scores), ""]
        for model, scores in TABLE_2[Language(language)].items()
    ]
    return ours + paper


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


def agreed(say: Words, score: str, pair: str, found: Mapping[str, Any]) -> str:
    """How far two raters agree."""
    one, other = (say(f"answers.rater.{name}") for name in pair.split("/"))
    return say(
        "answers.table.agreement",
        score=say(f"answers.table.{score}"),
        one=one,
        other=other,
        replies=found["replies"],
        same=_number(found["same"]),
        kappa=_number(found["kappa"]),
    )


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"
