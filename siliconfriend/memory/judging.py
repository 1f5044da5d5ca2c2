"""The part of a bank where the person says what they think of a memory. Ids that are not there are passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from siliconfriend.memory.second_thoughts import SecondThoughts

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.records import MemoryState

OUT_OF_PLACE = 0.5


class Judging(SecondThoughts):
    """Lowering and silencing memories, with a way back."""

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
