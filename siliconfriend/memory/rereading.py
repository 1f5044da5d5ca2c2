"""The part of a bank that finds what was said, word by word, and reads on from there. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from siliconfriend.memory.lexical import search_terms
from siliconfriend.memory.records import Turn
from siliconfriend.memory.store.rows import as_text

if TYPE_CHECKING:
    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.terms import Terms
    from siliconfriend.memory.store.turns import Turns

PAGE = 500
MOST_WORDS = 12


class Rereading:
    """Every turn, whether its memory has faded or not."""

    dialogue: Turns
    _terms: Terms
    _pieces: Pieces

    def find_said(self, text: str, *, limit: int) -> list[Turn]:
        """Up to `limit` turns, the latest first, that hold every word of `text`, said or replied.

        A word is held as it is written, in part or whole, or in another form of it (walked for walking).
        """
        words = as_text(text).split()[:MOST_WORDS]
        if not words or limit <= 0:
            return []
        found = self.dialogue.containing(words, limit=limit)
        if len(found) < limit:
            groups = [group for word in words for group in _groups(word)]
            more = self._pieces.healing_terms(lambda: self._terms.turns_holding(groups, limit))
            found += self.dialogue.these(set(more) - {one.id for one in found})
        return sorted(found, key=lambda one: (one.day, one.index), reverse=True)[:limit]

    def turns_after(self, turn: int, *, limit: int = 20) -> list[Turn]:
        """The `limit` turns said next after `turn`, oldest first."""
        return self.dialogue.after(turn, limit=limit)

    def everything_said(self) -> Iterator[Turn]:
        """Every turn, oldest first, some hundreds at a time."""
        page = self.dialogue.first(limit=PAGE)
        while page:
            yield from page
            page = self.dialogue.after(page[-1].id, limit=PAGE)


def _groups(word: str) -> list[list[str]]:
    """What the search terms must hold: of a spaced word its stem or its beginning, of others every pair."""
    terms = search_terms(word)
    if len(terms) == 1 and terms[0].isascii():
        return [[terms[0], f"{word.lower()}*"]] if word.isalnum() else [[terms[0]]]
    return [[term] for term in terms]
