"""The deterministic check of every reply of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from siliconfriend.evaluation.scoring.check import check, check_unanswerable
from siliconfriend.language import Language

if TYPE_CHECKING:
    from siliconfriend.evaluation.items import Answer, Checked, Item

Turns = Mapping[tuple[str, str, int], tuple[str, str]]
"""Query and response of a turn, by user, day and place."""


def check_replies(items: Iterable[Item], turns: Turns) -> None:
    """Give every reply its mark; none to a question without a reference answer, 0 where there is no reply."""
    for item in items:
        for answer in item.answers.values():
            answer.check = _check(item, answer, turns)


def _check(item: Item, answer: Answer, turns: Turns) -> Checked | None:
    if answer.error is not None:
        return None
    language, now = Language(item.language), datetime.fromisoformat(item.now)
    if item.unanswerable:
        return check_unanswerable(item.question, answer.reply, now, language, _told(item, answer, turns))
    if item.answer is None:
        return None
    return check(item.question, item.answer, answer.reply, now, language)


def _told(item: Item, answer: Answer, turns: Turns) -> dict[date, str]:
    """What the reply could draw on, by day."""
    found: dict[date, str] = {}
    for one in answer.told:
        texts = turns.get((item.user, one.date, one.index), ()) if one.index is not None else ()
        day = date.fromisoformat(one.date)
        found[day] = " ".join((found.get(day, ""), *texts))
    return found
