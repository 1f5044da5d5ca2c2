"""Every turn of evaluation data, checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from siliconfriend.evaluation.checking.texts import check_repeats, check_weekdays, check_words

if TYPE_CHECKING:
    from datetime import date

    from siliconfriend.evaluation.checking.problem import Problem
    from siliconfriend.evaluation.datasets import Dataset
    from siliconfriend.memory.exchange import PastTurn


def check_turns(data: Dataset) -> Iterator[Problem]:
    """What is wrong with the turns; places are such as `Emily › 2023-05-01 › turn 3`, counted from 1."""
    for where, day, turn in _turns(data):
        for text in (turn.query, turn.response):
            yield from check_words(text, where, data.language)
            yield from check_weekdays(text, where, day)
    yield from check_repeats((where, f"{turn.query}\n{turn.response}") for where, _, turn in _turns(data))


def _turns(data: Dataset) -> Iterator[tuple[str, date, PastTurn]]:
    for one in data.people:
        for day, turns in one.history.items():
            for number, turn in enumerate(turns, start=1):
                yield f"{one.name} › {day} › turn {number}", day, turn
