"""The deterministic check of every reply of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from siliconfriend.evaluation.scoring.check import check, check_unanswerable
from siliconfriend.language import Language

if TYPE_CHECKING:
    from siliconfriend.evaluation.items import Answer, Checked, Item, Told

Turns = Mapping[tuple[str, str, int], tuple[str, str]]
"""Query and response of a turn, by user, day and place."""


def check_replies(items: Iterable[Item], turns: Turns) -> None:
    """Give every reply its mark; none to a question without a reference answer, 0 where there is no reply."""
    for item in items:
        for answer in item.answers.values():
            answer.check = _check(item, answer, turns)


def _check(item: Item, answer: Answer, turns: Turns) -> Checked | None:
    language, now = Language(item.language), datetime.fromisoformat(item.now)
    if item.unanswerable:
        known = [text for one in answer.told for text in _texts(item.user, one, turns)]
        return check_unanswerable(item.question, answer.reply, known, language) if answer.error is None else None
    if item.answer is None or answer.error is not None:
        return None
    return check(item.question, item.answer, answer.reply, now, language)


def _texts(user: str, told: Told, turns: Turns) -> Iterable[str]:
    return () if told.index is None else turns.get((user, told.date, told.index), ())
