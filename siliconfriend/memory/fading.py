"""The part of a bank that lets memories fade, by the clock and the pace of forgetting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.memory.records import Faded

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.retrieval import Retriever
    from siliconfriend.memory.store.memories import Memories

EXAMPLES = 5


class Fading:
    """What has faded is archived: not recalled, never deleted."""

    curve: Curve
    memories: Memories
    _pieces: Pieces
    _retriever: Retriever

    def fade(self, now: datetime) -> Faded:
        """Archive the memories whose retention has fallen below the floor. The same clock, the same result."""
        if not self.curve.enabled:
            return Faded()
        ids = self.memories.fade(now, self.curve.life_days)
        if ids:
            self._pieces.states_changed(ids)
        latest = ids[: -EXAMPLES - 1 : -1]
        found = self.memories.get(latest)
        return Faded(len(ids), tuple(found[id_] for id_ in latest))

    def take_back_fading(self, now: datetime) -> int:
        """The clock was ahead and has been set back: what faded later than `now` never did; how many memories."""
        ids = self.memories.take_back_fading(now)
        if ids:
            self._pieces.states_changed(ids)
        return len(ids)

    def would_fade(self, curve: Curve, now: datetime) -> int:
        """How many memories the next pass would archive if `curve` were the pace of forgetting."""
        return self.memories.count_fading(now, curve.life_days) if curve.enabled else 0

    def pace(self, curve: Curve) -> None:
        """Rank and fade by `curve` from now on; what it lets go of fades in the next pass."""
        self.curve = self._retriever.curve = curve
