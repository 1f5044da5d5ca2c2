"""The part of a bank that finds what was said, word by word, and reads on from there. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory.looked_for import Part, parts
from siliconfriend.memory.records import Turn
from siliconfriend.memory.store.rows import as_text

if TYPE_CHECKING:
    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.database import Database
    from siliconfriend.memory.store.terms import Terms
    from siliconfriend.memory.store.turns import Turns

PAGE = 500


class Rereading:
    """Every turn, whether its memory has faded or not."""

    dialogue: Turns
    _database: Database
    _terms: Terms
    _pieces: Pieces

    def find_said(self, text: str, *, limit: int, abandoned: Callable[[], bool] | None = None) -> list[Turn]:
        """Up to `limit` turns, the latest first, that hold all of `text`, said or replied; see `looked_for`.

        Raises:
            Abandoned: `abandoned`, asked every few milliseconds, said that nobody waits any more.
        """
        wanted = parts(as_text(text))
        if not wanted or limit <= 0:
            return []
        found = self.dialogue.containing([part.forms for part in wanted], limit=limit, abandoned=abandoned)
        if len(found) < limit:
            with self._database.reading_unless(abandoned):
                found += self._in_other_forms(wanted, limit, {one.id for one in found})
        return sorted(found, key=lambda one: (one.day, one.index), reverse=True)[:limit]

    def _in_other_forms(self, wanted: Sequence[Part], limit: int, known: Collection[int]) -> list[Turn]:
        """Turns that hold another form of the words (walked for walking), and the phrases as they are."""
        groups = [group for part in wanted if not part.phrase for group in part.terms]
        phrases = [part.forms for part in wanted if part.phrase]
        if not groups or not all(part.phrase or part.terms for part in wanted):
            return []
        ids = self._pieces.healing_terms(lambda: self._terms.turns_holding(groups, None if phrases else limit))
        if phrases:
            return [one for one in self.dialogue.containing(phrases, limit=limit, among=ids) if one.id not in known]
        return self.dialogue.these(set(ids) - set(known))

    def turns_after(self, turn: int, *, limit: int = 20) -> list[Turn]:
        """The `limit` turns said next after `turn`, oldest first."""
        return self.dialogue.after(turn, limit=limit)

    def everything_said(self) -> Iterator[Turn]:
        """Every turn, oldest first, some hundreds at a time."""
        page = self.dialogue.first(limit=PAGE)
        while page:
            yield from page
            page = self.dialogue.after(page[-1].id, limit=PAGE)

    def length_of(self, conversation: int) -> int:
        """How many turns a conversation has."""
        return self.dialogue.length(conversation)

    def all_of_conversation(self, conversation: int) -> Iterator[Turn]:
        """A conversation's turns, oldest first, some hundreds at a time."""
        page = self.dialogue.of_conversation(conversation, limit=PAGE)
        while page:
            yield from page
            page = self.dialogue.of_conversation(conversation, after=page[-1].id, limit=PAGE)
