"""What a pace of forgetting would come to, shown while it is being chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.records import MemoryState
from siliconfriend.tui.dates import day
from siliconfriend.tui.visible import beginning

if TYPE_CHECKING:
    from datetime import date, datetime

    from siliconfriend.language import Words
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Memory
    from siliconfriend.settings import ForgettingSettings

LONGEST_SAMPLE = 60
A_LIFETIME = timedelta(days=365 * 100)


@dataclass(frozen=True, slots=True)
class Foresight:
    """The latest memory, when it would fade (None: not in a lifetime), and how many of all would fade now."""

    sample: Memory | None
    fades: date | None
    at_once: int
    held: int

    def sentence(self, say: Words) -> str:
        """In words; empty when nothing is remembered yet."""
        if self.sample is None:
            return say("settings.foresight.nothing")
        cut = beginning(self.sample.query, LONGEST_SAMPLE)
        if self.fades is None:
            first = say("settings.foresight.never", text=cut)
        else:
            first = say("settings.foresight.fades", text=cut, day=day(say, self.fades))
        if not self.at_once:
            return first + "\n" + say("settings.foresight.none_at_once")
        return first + "\n" + say("settings.foresight.at_once", count=self.at_once, held=self.held)


def foresee(bank: Bank, forgetting: ForgettingSettings, now: datetime) -> Foresight:
    """What would come of `forgetting`. Blocks: call it from a thread.

    Raises:
        MemoryBankError: the memory cannot be read.
    """
    curve = Curve(forgetting.tau_days, forgetting.floor, forgetting.enabled)
    sample = next(iter(bank.list_memories(state=MemoryState.ALIVE, limit=1)), None)
    fades = None
    if sample is not None and curve.enabled:
        fades = curve.fades_at(sample.strength, sample.last_recall)
        if fades is not None and fades - sample.last_recall >= A_LIFETIME:
            fades = None
    return Foresight(sample, fades and fades.date(), bank.would_fade(curve, now), bank.counts().alive)
