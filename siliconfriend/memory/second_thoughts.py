"""The part of a bank where memories are out of sight until they are deleted, or brought back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING

from siliconfriend.memory.rewording import Rewording

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.records import Turn
    from siliconfriend.memory.store.turns import Turns


class _AsItWas(Exception):  # noqa: N818 - nothing is wrong
    pass


class SecondThoughts(Rewording):
    """Deleting with a way back. Other programs that have the person open may not cut it short."""

    dialogue: Turns
    _condemned_here: set[int]

    if TYPE_CHECKING:

        def writing(self) -> AbstractContextManager[object]: ...

        def _delete(self, ids: Iterable[int]) -> int: ...

    def begin_deleting(self, ids: Iterable[int], now: datetime) -> None:
        """Take memories out of sight and out of recall, with what they said before other words took its place. They
        are deleted by `finish_deleting`, if need be when the bank is closed; until then `undo_deleting` brings them
        back.
        """
        wanted = list(ids)

        def step() -> set[int]:
            old = self._wordings.old(wanted).difference(wanted, self._verdicts.condemned())
            self._verdicts.condemn([*wanted, *old], now)
            return old.union(wanted)

        self._condemned_here |= self._pieces.wholly(step)

    def undo_deleting(self, ids: Collection[int]) -> bool:
        """These memories are what they were; False when one of them is gone for good."""

        def step() -> set[int]:
            back = {*ids, *self._wordings.condemned_with(ids)}
            self._verdicts.reprieve(back)
            return back

        self._condemned_here -= self._pieces.wholly(step)
        return len(self.memories.get(ids)) == len(ids)

    def finish_deleting(
        self, but: Collection[int] = (), before: datetime | None = None, *, own: bool = False
    ) -> list[Turn]:
        """Delete for good what is on its way out, apart from `but`; the turns that went with it, as they were.

        With `before` only what has been on its way since then: nobody can be about to bring it back. With `own`
        only what was condemned by this bank: of the rest another program may be asked to bring it back.
        """
        if not self._due(before, own=own):
            return []

        def step() -> list[Turn]:
            kept = {*but, *self._wordings.condemned_with(but)}
            due = self._due(before, own=own) - kept
            gone = (due | self._wordings.old(due)) - kept
            turns = self.dialogue.of_ids(
                one.turn for one in self.memories.get(gone).values() if one.turn is not None
            )
            self._delete(gone)
            return turns

        return self._pieces.wholly(step)

    def _due(self, before: datetime | None, *, own: bool) -> set[int]:
        due = set(self._verdicts.condemned(before))
        return due & self._condemned_here if own else due

    @contextmanager
    def as_if_deleted(self) -> Iterator[None]:
        """For the block, which is not to last, what is on its way out is gone; then it is on its way as before."""
        if not self._due(None, own=False):
            yield
            return
        with suppress(_AsItWas), self.writing():
            self.finish_deleting()
            yield
            raise _AsItWas
