"""Every question of evaluation data, checked against its user's past."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from siliconfriend.evaluation.checking.problem import Problem
from siliconfriend.evaluation.checking.texts import check_repeats, check_weekdays, check_words
from siliconfriend.evaluation.temporary_bank import day_after, places

if TYPE_CHECKING:
    from datetime import date

    from siliconfriend.evaluation.datasets import Dataset
    from siliconfriend.evaluation.questions import Place, Question

BY_EVIDENCE = ("unanswerable", "single", "multi")
KINDS = (
    *BY_EVIDENCE,
    "named_date",
    "relative_date",
    "what_did_we_talk_about",
    "your_recommendation",
    "false_premise",
    "changed_fact",
    "preference",
    "mood",
)
"""A question is of exactly one of the first three, by how many turns its evidence is, and of any of the others."""


def check_questions(data: Dataset) -> Iterator[Problem]:
    """What is wrong with the questions; places are their lines."""
    for one in data.questions:
        people = data.of(one.user)
        asked = (one.now or day_after(people)).date()
        yield from _labels(one)
        yield from _evidence(one, places(people), asked)
        yield from check_weekdays(one.text, _where(one), asked)
        for text in (one.text, one.answer or ""):
            yield from check_words(text, _where(one), data.language)
    yield from check_repeats((_where(one), f"{one.user}\n{one.text}") for one in data.questions)


def _where(question: Question) -> str:
    return f"{question.user} › line {question.line}"


def _labels(question: Question) -> Iterator[Problem]:
    where = _where(question)
    if not question.kinds:
        yield Problem("no_kind", where)
    for kind in question.kinds:
        if kind not in KINDS:
            yield Problem("kind_unknown", where, {"kind": kind})
    fitting = BY_EVIDENCE[min(len(question.evidence), 2)]
    if {fitting} != set(BY_EVIDENCE).intersection(question.kinds):
        yield Problem("by_evidence", where, {"kind": fitting})


def _evidence(question: Question, held: Collection[Place], asked: date) -> Iterator[Problem]:
    for place in question.evidence:
        details = {"day": place.day, "turn": place.turn + 1}
        if place not in held:
            yield Problem("no_such_turn", _where(question), details)
        elif place.day > asked:
            yield Problem("not_yet", _where(question), details)
