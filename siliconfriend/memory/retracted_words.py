"""The part of a bank where the words of what is not true go as well, when they are to be forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.memory.lexical import query_terms, search_terms
from siliconfriend.memory.ranking import UNDERSTOOD
from siliconfriend.memory.reflected import OwnWord
from siliconfriend.memory.retracting import Retracting
from siliconfriend.memory.sentences import holds
from siliconfriend.memory.store.rows import as_text


@dataclass(frozen=True, slots=True)
class UntrueToForget:
    """A fact retracted that may be meant; `certain`: it holds every word that was given."""

    word: OwnWord
    certain: bool


class RetractedWords(Retracting):
    """A retraction is kept and told to models: who deletes the words that it repeats wants that no more."""

    if TYPE_CHECKING:

        def with_old_wordings(self, ids: Iterable[int]) -> list[int]: ...

    def untrue_to_forget(self, text: str) -> list[UntrueToForget]:
        """The facts retracted that hold words of `text`: first those that hold every word."""
        terms = set(query_terms(as_text(text)))
        held = [(one, set(search_terms(one.text))) for one in self.retracted()] if terms else []
        found = [UntrueToForget(one, terms <= has) for one, has in held if not terms.isdisjoint(has)]
        return sorted(found, key=lambda one: not one.certain)

    def untrue_with(self, ids: Iterable[int]) -> list[OwnWord]:
        """The facts retracted whose words are said in these memories, and in no other one that stays."""
        words, wanted = self.retracted(), set(ids)
        said = self.memories.get(wanted).values() if words else ()
        queries = [one.query for one in said if one.kind not in UNDERSTOOD]
        return [
            one
            for one in words
            if any(holds(query, one.text) for query in queries) and wanted.issuperset(self.saying(one.text))
        ]

    def told_untrue(self) -> list[OwnWord]:
        """The facts retracted that may be told: those whose words are on their way out go unsaid with them."""
        out_of_sight = self._verdicts.condemned()
        going = self.untrue_with(out_of_sight) if out_of_sight else ()
        return [one for one in self.retracted() if one not in going]

    def forget(self, ids: Iterable[int], untrue: Iterable[int]) -> tuple[int, int]:
        """Delete memories for good (see `ByHand.delete_memories`) and facts retracted; how many there were.

        No day or memory says again what it has lost by these.
        """

        return self._pieces.wholly(lambda: self._gone(self.with_old_wordings(ids), untrue))

    def _delete(self, ids: Iterable[int]) -> int:
        """Delete memories, and with them the facts retracted in their words; how many memories there were."""
        return self._gone(ids, ())[0]

    def _gone(self, ids: Iterable[int], untrue: Iterable[int]) -> tuple[int, int]:
        wanted = set(ids)
        going = {*untrue, *(one.id for one in self.untrue_with(wanted))}
        return self._pieces.delete(wanted), self._forget_untrue(going)

    def _forget_untrue(self, ids: Iterable[int]) -> int:
        if gone := self._own.drop(ids):
            self._pieces.removals.deleted()
        return gone
