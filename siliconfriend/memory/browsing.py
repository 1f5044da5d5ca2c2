"""The part of a bank that a person looks through: lists of memories, and all there is to say of one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.lexical import looked_for
from siliconfriend.memory.looking import DaySeen, Known, Listed, Listing, Order, Wanted
from siliconfriend.memory.records import Kind
from siliconfriend.memory.store.rows import as_text

if TYPE_CHECKING:
    from datetime import date

    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.records import Memory, Turn
    from siliconfriend.memory.store.database import Database
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.reflections import Reflections
    from siliconfriend.memory.store.shelves import Shelves
    from siliconfriend.memory.store.turns import Turns
    from siliconfriend.memory.store.verdicts import Verdicts
    from siliconfriend.memory.store.wordings import Wordings

BY_DAY = (Order.NEWEST, Order.OLDEST)
TOLD = 20


class Browsing:
    """Looking at what is kept. Changes nothing."""

    curve: Curve
    _database: Database
    dialogue: Turns
    memories: Memories
    _pieces: Pieces
    _reflections: Reflections
    _shelves: Shelves
    _verdicts: Verdicts
    _wordings: Wordings

    if TYPE_CHECKING:

        def memory(self, id_: int) -> Memory: ...

    def listing(self, wanted: Wanted, abandoned: Callable[[], bool] | None = None) -> Listing:
        """How many memories are wanted. Their order is made here, unless they are listed by day.

        Raises:
            Abandoned: `abandoned`, asked every few milliseconds, said that nobody waits any more.
        """
        with self._database.reading_unless(abandoned):
            return self._listing(wanted)

    def _listing(self, wanted: Wanted) -> Listing:
        match = looked_for(as_text(wanted.text))
        if wanted.order in BY_DAY and not match:
            if wanted.text.strip():  # nothing in it that could be found
                return Listing(wanted, 0, ())
            return Listing(wanted, self._shelves.count(wanted, ""))
        ids = self._pieces.healing_terms(lambda: self._shelves.ordered(wanted, match, self.curve.life_days))
        return Listing(wanted, len(ids), ids)

    def listed(self, listing: Listing, first: int, limit: int) -> list[Listed | None]:
        """The `limit` memories at `first` and after; None in the place of one that is gone."""
        if listing.ids is None:
            ids = self._shelves.window(listing.wanted, listing.count, first, limit)
        else:
            ids = list(listing.ids[first : first + limit])
        found = {one.id: one for one in self._shelves.rows(ids)}
        return [found.get(id_) for id_ in ids]

    def place(self, listing: Listing, id_: int) -> int | None:
        """Where the memory `id_` stands in a listing; where it would stand, in one by day."""
        if listing.ids is None:
            return min(self._shelves.place(listing.wanted, id_), listing.count - 1) if listing.count else None
        try:
            return listing.ids.index(id_)
        except ValueError:
            return None

    def lines(self, ids: Iterable[int]) -> list[Listed]:
        """These memories as lines; those that are gone are left out."""
        return self._shelves.rows(list(ids))

    def known(self, id_: int) -> Known:
        """All there is to say of a memory.

        Raises:
            MemoryBankError: there is no such memory.
        """
        memory = self.memory(id_)
        line = self._shelves.rows([id_])[0]
        before, after = self._beside(memory)
        instead = self._wordings.instead_of(id_)
        days, parts = self._shelves.derived(id_)
        return Known(
            memory,
            line.factor,
            line.recalls,
            tuple(self._shelves.told(id_, TOLD)),
            before,
            after,
            self.memories.get([instead]).get(instead) if instead is not None else None,
            line.let_go,
            tuple(self.memories.get(days).values()),
            tuple(parts),
            line.reworded,
        )

    def talked(self, first: date, last: date) -> dict[date, int]:
        """How many turns there were on each of the days from `first` to `last` that had any."""
        return self._shelves.talked(first, last)

    def talked_next(self, day: date, by: int) -> date | None:
        """The nearest day with turns after `day`, or with a negative `by` before it."""
        return self._shelves.talked_next(day, by)

    def day_seen(self, day: date) -> DaySeen:
        """A day, with what was understood of it."""
        summary, insight = (
            next(iter(self.memories.of_day(kind, day)), None) for kind in (Kind.SUMMARY, Kind.INSIGHT)
        )
        found = {one.id: self._reflections.of_memory(one.id) for one in (summary, insight) if one is not None}
        made = {id_: one for id_, one in found.items() if one is not None}
        return DaySeen(
            day,
            tuple(self.dialogue.of_day(day)),
            tuple(self.memories.of_day(Kind.NOTE, day)),
            summary,
            insight,
            made,
            {id_: len(self._reflections.turns_of(one.id)) for id_, one in made.items()},
        )

    def _beside(self, memory: Memory) -> tuple[Turn | None, Turn | None]:
        if memory.index is None:
            return None, None
        day = self.dialogue.of_day(memory.day)
        by_place = {turn.index: turn for turn in day}
        return by_place.get(memory.index - 1), by_place.get(memory.index + 1)
