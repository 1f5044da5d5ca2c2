"""Which sentences of a day tell most of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from siliconfriend.language import Language, words
from siliconfriend.memory.lexical import telling_terms
from siliconfriend.memory.times import times_named
from siliconfriend.models.builtin import feeling

if TYPE_CHECKING:
    from datetime import date

    from siliconfriend.memory.bank import Bank

MOST_SENTENCES = 3
FEWEST_TERMS = 2
USUAL_LENGTH = 12
"""Terms: of longer sentences each term counts for less, or the longest would always win."""
NAMES_A_TIME = 1.25
SAYS_A_FEELING = 1.25
SPEAKS_OF_SELF = 1.4
ONLY_POLITE = 0.5
ALIKE = 0.5


class Choice:
    """By how rare the words of a sentence are in one person's memory, and by what sort of sentence it is."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._say = words(bank.profile.language)

    def most_telling(self, told: Sequence[str], day: date) -> list[str]:
        """Up to three sentences in their order: rare words count most, and each only the first time."""
        terms = {one: set(telling_terms(one)) for one in told}
        weights = self._bank.telling_weights({term for held in terms.values() for term in held})

        def score(one: str, taken: set[str]) -> float:
            new = sum(weights[term] * (1 if term not in taken else 1 - ALIKE * 2) for term in terms[one])
            value = new / (len(terms[one]) + USUAL_LENGTH)
            value *= NAMES_A_TIME if times_named(one, day) else 1
            value *= SPEAKS_OF_SELF if self._speaks_of_self(one) else 1
            value *= ONLY_POLITE if self._thanks(one) else 1
            return value * (SAYS_A_FEELING if feeling(one, self._say) else 1)

        chosen: list[str] = []
        taken: set[str] = set()
        candidates = [one for one in told if len(terms[one]) >= FEWEST_TERMS] or list(told[:1])
        while candidates and len(chosen) < MOST_SENTENCES:
            best = max(candidates, key=lambda one: score(one, taken))
            if chosen and score(best, taken) <= 0:
                break
            chosen.append(best)
            taken |= terms[best]
            candidates.remove(best)
        return [one for one in told if one in chosen]

    def _speaks_of_self(self, sentence: str) -> bool:
        own = self._say.all("reflection.extract.first_person")
        if self._say.language is Language.CN:
            return any(one in sentence for one in own)
        return not set(own).isdisjoint(re.findall(r"[a-z]+(?:'[a-z]+)?", sentence.lower().replace("’", "'")))

    def _thanks(self, sentence: str) -> bool:
        return any(one in sentence.lower() for one in self._say.all("builtin.words.thanks"))
