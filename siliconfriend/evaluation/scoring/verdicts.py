"""From a judge's words to marks."""

from __future__ import annotations

import json
from statistics import fmean, median_low
from typing import TYPE_CHECKING, Any

from siliconfriend.evaluation.items import MARKS, Marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from siliconfriend.evaluation.items import Vote

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def marks_in(said: str, order: Sequence[str]) -> dict[str, Marks] | None:
    """The marks that a judge gave the replies of the systems in `order`; None where its words make no sense.

    The last JSON object counts that has marks for every letter: judges think aloud. Ranks count only when they
    rank everything, and there is something to rank.
    """
    found = None
    for value in _objects(said):
        if len(order) == 1 and "correctness" in value:
            value = {LETTERS[0]: value}
        given = {str(key).strip().upper(): marks for key, marks in value.items()}
        read = [_marks(given.get(letter)) for letter in LETTERS[: len(order)]]
        if all(one is not None for one in read):
            found = [one for one in read if one is not None]
    if found is None:
        return None
    ranked = len(order) > 1 and sorted(rank or 0 for _, rank in found) == list(range(1, len(order) + 1))
    return {
        label: Marks(marks.correctness, marks.coherence, round(1 / rank, 4) if ranked and rank else None)
        for label, (marks, rank) in zip(order, found, strict=True)
    }


def together(votes: Sequence[Vote], label: str) -> Marks | None:
    """What several votes come to for one system: of the marks the middle one, of 1 / rank the mean."""
    given = [vote.marks[label] for vote in votes if vote.marks and label in vote.marks]
    if not given:
        return None
    correctness = [one.correctness for one in given if one.correctness is not None]
    coherence = [one.coherence for one in given if one.coherence is not None]
    ranking = [one.ranking for one in given if one.ranking is not None]
    return Marks(
        median_low(correctness) if correctness else None,
        median_low(coherence) if coherence else None,
        round(fmean(ranking), 4) if ranking else None,
    )


def _objects(text: str) -> Iterator[dict[str, Any]]:
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(value, dict):
                yield value
        at = text.find("{", end)


def _marks(value: object) -> tuple[Marks, int | None] | None:
    if not isinstance(value, dict):
        return None
    correctness, coherence, rank = (_number(value.get(key)) for key in ("correctness", "coherence", "rank"))
    if correctness not in MARKS or coherence not in MARKS:
        return None
    return Marks(correctness, coherence), int(rank) if rank is not None and rank == int(rank) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if abs(found) < 1e6 else None
