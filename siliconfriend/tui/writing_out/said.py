"""What is to be written out: turns, read as they are written, and how far that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.memory.records import MemoryBankError

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Turn


@dataclass
class Said:
    """About `count` turns, some hundreds of which are read at a time; `read` so far."""

    turns: Iterable[Turn]
    count: int
    read: int = 0

    def told(self, tell: Callable[[int], object], stop: Callable[[], bool]) -> Iterator[Turn]:
        """The turns, until `stop` says so; `tell` hears of each further hundredth."""
        percent = 0
        for turn in self.turns:
            if stop():
                return
            yield turn
            self.read += 1
            now = min(100, 100 * self.read // self.count)
            if now > percent:
                percent = now
                tell(percent)


def this_conversation(companion: Companion) -> Said:
    """What was said since the conversation was begun."""
    try:
        conversation = companion.last_turn().conversation
    except MemoryBankError as error:
        if error.code == "nothing_said":
            return Said((), 0)
        raise
    bank = companion.bank
    return Said(bank.all_of_conversation(conversation), bank.length_of(conversation))


def everything(companion: Companion) -> Said:
    """What was ever said."""
    bank = companion.bank
    return Said(bank.everything_said(), bank.counts().turns)
