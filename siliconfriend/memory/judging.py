"""The part of a bank where the person says what they think of a memory. Ids that are not there are passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.rewording import Rewording

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.records import MemoryState, Turn
    from siliconfriend.memory.store.turns import Turns

OUT_OF_PLACE = 0.5


class Judging(Rewording):
    """Lowering, silencing and deleting memories, all but the last with a way back."""

    dialogue: Turns

    def not_this_one(self, ids: Iterable[int]) -> None:
        """These memories were out of place: each time this is said they count for half as much in recall."""
        self._verdicts.lower(ids, OUT_OF_PLACE)

    def never_recall(self, ids: Iterable[int]) -> None:
        """Keep these memories, and recall them no more, whatever retraction is taken back."""
        self._verdicts.silence(ids)

    def memories_in_sight(self, ids: Collection[int]) -> set[int]:
        """Those of `ids` that are there, and are not being deleted."""
        return self.memories.get(ids).keys() - set(self._verdicts.condemned())

    def silenced_turns(self) -> set[int]:
        """The turns that are not to be told again: not to be recalled, let go, or being deleted."""
        return self._verdicts.silenced_turns()

    def verdicts(self) -> dict[int, float]:
        """What each judged memory counts for in recall, by id: 1 is as any other, 0 is not recalled."""
        return self._verdicts.factors()

    def all_let_go(self) -> set[int]:
        """The ids of the memories that the person let fade, not the curve."""
        return self._verdicts.all_let_go()

    def judge(self, id_: int, factor: float) -> None:
        """Let a memory count for `factor`, as `verdicts` tells it."""
        if factor < 1:
            self._verdicts.lower([id_], factor)

    def recall_again(self, ids: Iterable[int]) -> None:
        """Take back what was said of these memories: they are recalled like any other."""
        self._verdicts.lift(ids)

    def put_back(self, id_: int, state: MemoryState, factor: float, now: datetime, *, let_go: bool = False) -> None:
        """Let a memory stand as it did before a change by hand: its clock goes on as if nothing had been done."""

        def step() -> None:
            self.memories.set_state([id_], state, now, restart=False)
            self._verdicts.put(id_, factor)
            self._verdicts.let_go([id_], gone=let_go)

        self._pieces.wholly(step)
        self._pieces.states_changed([id_])

    def begin_deleting(self, ids: Iterable[int], now: datetime) -> None:
        """Take memories out of sight and out of recall, with what they said before other words took its place. They
        are deleted by `finish_deleting`, if need be the next time the bank is opened and closed; until then
        `undo_deleting` brings them back.
        """
        wanted = list(ids)

        def step() -> None:
            old = self._wordings.old(wanted).difference(wanted, self._verdicts.condemned())
            self._verdicts.condemn([*wanted, *old], now)

        self._pieces.wholly(step)

    def undo_deleting(self, ids: Collection[int]) -> bool:
        """These memories are what they were; False when one of them is gone for good."""
        self._pieces.wholly(lambda: self._verdicts.reprieve({*ids, *self._wordings.condemned_with(ids)}))
        return len(self.memories.get(ids)) == len(ids)

    def finish_deleting(self, but: Collection[int] = (), before: datetime | None = None) -> list[Turn]:
        """Delete for good what is on its way out, apart from `but`; the turns that went with it, as they were.

        With `before` only what has been on its way since then: nobody can be about to bring it back.
        """
        if not self._verdicts.condemned(before):
            return []

        def step() -> list[Turn]:
            kept = {*but, *self._wordings.condemned_with(but)}
            due = set(self._verdicts.condemned(before)) - kept
            gone = (due | self._wordings.old(due)) - kept
            turns = self.dialogue.of_ids(
                one.turn for one in self.memories.get(gone).values() if one.turn is not None
            )
            self._pieces.delete(gone)
            return turns

        return self._pieces.wholly(step)
