"""The part of a bank that keeps what was understood: days in brief and the portrait, with where they came from.

What the person says holds against what a model wrote, whenever it wrote it: their own sentences are part of the
portrait, and what they struck out or retracted is left out, each time it is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.keeping_days import KeepingDays
from siliconfriend.memory.keeping_portrait import KeepingPortrait
from siliconfriend.memory.own_say import OwnSay

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.store.own_words import OwnWords
    from siliconfriend.memory.store.vocabulary import Vocabulary


class Understanding(KeepingDays, KeepingPortrait, OwnSay):
    """What the companion understands of the person."""

    _own: OwnWords
    _vocabulary: Vocabulary

    def telling_weights(self, terms: Iterable[str]) -> dict[str, float]:
        """How telling each of these search terms is in this memory: the rarer, the more."""
        wanted = list(terms)
        documents, held = self._vocabulary.documents(), self._vocabulary.frequencies(wanted)
        return {term: math.log(1 + documents / held.get(term, 1)) for term in wanted}

    def agreed_to_pay(self, place: str) -> bool:
        """Whether the person agreed that models at `place` reflect by themselves."""
        return place in self._own.agreed()

    def agree_to_pay(self, place: str, *, agreed: bool = True) -> None:
        """Keep whether they do."""
        places = set(self._own.agreed())
        self._own.agree(places | {place} if agreed else places - {place})

    def greeted_since(self, moment: datetime) -> bool:
        """Whether the companion has greeted since `moment`."""
        return self._own.greeted() > moment.timestamp()

    def greet(self, now: datetime) -> None:
        """Keep that the companion greeted."""
        self._own.greet(now)
