"""Recall over another past than the whole one: without what was summed up, or with time having passed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from siliconfriend.evaluation.aging import age
from siliconfriend.evaluation.metrics import Ranks, ranks
from siliconfriend.evaluation.temporary_bank import temporary_bank

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from siliconfriend.evaluation.questions import Question
    from siliconfriend.language import Language
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.exchange import Person
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.records import Embedder, Recollection

WITHOUT_SUMMARIES = "without_summaries"
WITH_FORGETTING = "with_forgetting"

Timed = tuple["Question", "datetime"]


class OtherPasts:
    """The ablations that need a bank of their own: one user's past in it, and questions with their moments."""

    def __init__(
        self, people: Sequence[Person], language: Language, usual: datetime, curve: Curve, embedder: Embedder | None
    ) -> None:
        self._people = people
        self._language = language
        self._usual = usual
        self._curve = curve
        self._embedder = embedder

    def ranks(self, asked: Sequence[Timed], k: int) -> list[dict[str, Ranks]]:
        """For each question how both ablations fared among the first `k`."""
        past = [without_summaries(person) for person in self._people]
        found: dict[str, list[Ranks]] = {}
        with self._bank(past, self._curve) as bank:
            found[WITHOUT_SUMMARIES] = [
                ranks([one.memory for one in bank.recall(question.text, k=k, now=now)], question.evidence)
                for question, now in asked
            ]
        with self._bank(self._people, replace(self._curve, enabled=True)) as bank:
            found[WITH_FORGETTING] = [
                ranks([one.memory for one in recalled], question.evidence)
                for (question, _), recalled in zip(asked, recalled_in_time(bank, asked, k), strict=True)
            ]
        return [{name: fared[place] for name, fared in found.items()} for place in range(len(asked))]

    @contextmanager
    def _bank(self, people: Sequence[Person], curve: Curve) -> Iterator[Bank]:
        with temporary_bank(people, self._language, self._usual, curve) as bank:
            if self._embedder is not None:
                bank.attach(self._embedder)
                bank.embed_missing()
            yield bank


def recalled_in_time(bank: Bank, asked: Sequence[Timed], k: int) -> list[list[Recollection]]:
    """What each question recalls when memories began to fade on the days they are of; in the order of `asked`.

    They are asked in the order of their moments: what has faded stays so.
    """
    age(bank)
    found: dict[int, list[Recollection]] = {}
    for place, (question, now) in sorted(enumerate(asked), key=lambda one: (one[1][1], one[0])):
        bank.fade(now)
        found[place] = bank.recall(question.text, k=k, now=now)
    return [found[place] for place in range(len(asked))]


def without_summaries(person: Person) -> Person:
    """`person` without summaries, insights and portrait."""
    return replace(person, summaries={}, insights={}, overall_history="", overall_personality="")
