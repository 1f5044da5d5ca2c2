"""Who comes in: a profile whose memory is open, then the companion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Counts, Profile, Turn
    from siliconfriend.models.base import ModelError
    from siliconfriend.tui.presence import Presence
    from siliconfriend.tui.unsent import Unsent


@dataclass(frozen=True, slots=True)
class Found:
    """A profile whose memory is open, and the last turns to begin with; `presence` is told to other instances.

    `left` is what was written before and not sent; `unsent` keeps what is from now on.
    """

    bank: Bank
    turns: Sequence[Turn]
    presence: Presence
    unsent: Unsent
    left: str

    @property
    def profile(self) -> Profile:
        """Whose it is."""
        return self.bank.profile

    def close(self) -> None:
        """Let go of it."""
        self.presence.end()
        self.bank.close()


@dataclass(frozen=True, slots=True)
class Joined:
    """The companion is there, with some turns before the first ones, and how much it remembers.

    `trouble` says why the model that is set cannot answer: the built-in companion stands in for it. `by_words`: the
    embedder that is set is not to be used. `left_behind`: what the person chose is at a server that is set no more.
    """

    companion: Companion
    earlier: Sequence[Turn]
    counts: Counts
    trouble: ModelError | None = None
    by_words: bool = False
    left_behind: bool = False
