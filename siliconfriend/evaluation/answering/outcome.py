"""A run of retrieval and the answers to it, as one: what a question brought, and what each system said."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from siliconfriend.evaluation.items import Item, as_json, item
from siliconfriend.evaluation.scoring.agreement import agreement
from siliconfriend.evaluation.scoring.measures import measures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from siliconfriend.evaluation.datasets import Dataset
    from siliconfriend.evaluation.items import Answer
    from siliconfriend.evaluation.scoring.checking import Turns


def items_of(found: Mapping[str, Any], answers: Sequence[Mapping[str, Answer]]) -> list[Item]:
    """The questions of a report on retrieval with `answers`, which are in the same order."""
    items = [item(fields) for fields in found["questions"]]
    for one, said in zip(items, answers, strict=True):
        one.answers = dict(said)
    return items


def with_answers(found: Mapping[str, Any], items: Sequence[Item], setup: Mapping[str, Any]) -> dict[str, Any]:
    """The report on retrieval with what was answered and what that is worth."""
    return {
        "metrics": {**found["metrics"], "answers": measures(items), "agreement": agreement(items)},
        "setup": {**found["setup"], **setup},
        "questions": [as_json(one) for one in items],
    }


def turns_of(datasets: Iterable[Dataset]) -> Turns:
    """Every turn of the data."""
    return {
        (person.name, day.isoformat(), place): (turn.query, turn.response)
        for dataset in datasets
        for person in dataset.people
        for day, turns in person.history.items()
        for place, turn in enumerate(turns)
    }


def fingerprint(datasets: Sequence[Dataset], setup: Mapping[str, Any]) -> str:
    """What tells a run from others: its data and how it is asked."""
    digest = hashlib.sha256(json.dumps(setup, sort_keys=True, ensure_ascii=True).encode())
    for dataset in datasets:
        digest.update(repr(dataset).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()
