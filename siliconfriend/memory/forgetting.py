"""Ebbinghaus's curve as MemoryBank uses it: R = exp(-t / (S * tau)).

t is in days since a memory was formed or last recalled, S starts at 1 and grows by 1 with each recall that fed
a reply, and tau stretches the paper's curve (tau = 1 day) to the pace of a friendship. A memory whose retention
R falls below the floor is archived, never deleted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

SECONDS_PER_DAY = 86400.0
LEAST_FACTOR = 0.7


@dataclass(frozen=True, slots=True)
class Curve:
    """The pace of forgetting: `tau_days` > 0, `floor` in (0, 1)."""

    tau_days: float = 30.0
    floor: float = 0.05
    enabled: bool = True

    @property
    def life_days(self) -> float:
        """Days until a memory of strength 1 reaches the floor."""
        return self.tau_days * math.log(1 / self.floor)

    def fades_at(self, strength: float, last_recall: datetime) -> datetime | None:
        """When the floor is reached; None when that is beyond the calendar."""
        try:
            return last_recall + timedelta(days=self.life_days * strength)
        except (OverflowError, ValueError):
            return None

    def retention(self, strength: float, last_recall: datetime, now: datetime) -> float:
        """How much is left, in [0, 1]; a clock set back counts as no time at all."""
        days = max(0.0, (now - last_recall).total_seconds() / SECONDS_PER_DAY)
        return math.exp(-days / (strength * self.tau_days))

    def rank_factor(self, strength: float, last_recall: datetime, now: datetime) -> float:
        """What retention does to a memory's rank: at least 0.7, so that an old answer can still be found.

        The bound is measured: with the bare exp(-t/S) the right memory is hardly ever found (design, "Facts of
        the method").
        """
        if not self.enabled:
            return 1.0
        return LEAST_FACTOR + (1 - LEAST_FACTOR) * self.retention(strength, last_recall, now)
