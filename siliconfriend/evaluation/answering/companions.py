"""The companion as it is asked in an evaluation: its true path, over memories that may be less than whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from siliconfriend.both_ends import both_ends
from siliconfriend.companion import Companion
from siliconfriend.evaluation.ablations import without_summaries
from siliconfriend.evaluation.answering.systems import Variant
from siliconfriend.memory.modes import Mode
from siliconfriend.memory.ranking import relevant

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.exchange import Person
    from siliconfriend.memory.records import Recollection, Turn
    from siliconfriend.models.base import ChatModel
    from siliconfriend.settings import Settings

_MODES = {
    Variant.DENSE_ONLY: Mode.MEANING,
    Variant.LEXICAL_ONLY: Mode.WORDS,
    Variant.WITHOUT_TIME: Mode.WITHOUT_TIME,
}
_PLAIN = (Mode.MEANING, Mode.WORDS)


class AskedCompanion(Companion):
    """A companion at a given moment whose recall is the variant's."""

    def __init__(
        self, bank: Bank, model: ChatModel, settings: Settings, now: datetime, variant: Variant = Variant.WHOLE
    ) -> None:
        super().__init__(bank, model, settings, clock=lambda: now)
        self._variant = variant

    def recall(self, turn: Turn, known: Sequence[Turn], without: Collection[int] = ()) -> list[Recollection]:
        """What the variant remembers of `turn`."""
        if self._variant is Variant.NO_MEMORY:
            return []
        mode = _MODES.get(self._variant)
        if mode is None:
            return super().recall(turn, known, without)
        found = self.bank.recall(
            both_ends(turn.query),
            k=self.settings.memory.top_k,
            now=self.clock(),
            without_turns={turn.id, *(one.id for one in known)},
            without=without,
            mode=mode,
        )
        return found if mode in _PLAIN else [one for one in found if relevant(one)]


def past_of(people: Sequence[Person], variant: Variant) -> list[Person]:
    """What the variant knows of a user's past: everything, or not what was summed up of it."""
    if variant in (Variant.WITHOUT_SUMMARIES, Variant.NO_MEMORY):
        return [without_summaries(person) for person in people]
    return list(people)
