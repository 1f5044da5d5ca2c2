"""What the screen asks of the rest of the program. Everything here blocks: call it from a thread.

The rooms below are imported when they are first needed, so that the first frame waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.companion import Companion
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.profiles import Profiles
    from siliconfriend.memory.records import Counts, Profile, Turn
    from siliconfriend.opening import Woken
    from siliconfriend.places import Places
    from siliconfriend.settings import Settings

TURNS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A profile that is open: its companion, and the last turns to begin with."""

    companion: Companion
    turns: Sequence[Turn]
    counts: Counts

    @property
    def profile(self) -> Profile:
        """Whose it is."""
        return self.companion.bank.profile


class Core:
    """The composed program, as far as the screen needs it."""

    def __init__(self, settings: Settings, places: Places) -> None:
        self.settings = settings
        self.places = places

    def clock(self) -> datetime:
        """This moment, in the local zone."""
        from siliconfriend.companion import local_now

        return local_now()

    def someone_known(self) -> bool:
        """Whether any profile's folder exists; a look at the file system, no more."""
        try:
            return any(entry.is_dir() for entry in self.places.profiles.iterdir())
        except OSError:
            return False

    def profiles(self) -> Profiles:
        """Who is known."""
        from siliconfriend.memory.profiles import Profiles

        return Profiles(self.places.profiles)

    def find(self, name: str | None) -> Profile | None:
        """The profile called `name`, or without a name the one used last."""
        profiles = self.profiles()
        return profiles.find(name) if name else profiles.latest()

    def open(self, profile: Profile) -> Opened:
        """Open `profile`.

        Raises:
            MemoryBankError: its memory cannot be read.
            ModelError: no model can be had.
        """
        from siliconfriend.opening import open_bank

        bank = open_bank(profile, self.settings)
        try:
            companion = self.companion(bank)
            return Opened(companion, bank.turns(limit=TURNS_AT_ONCE), bank.counts())
        except BaseException:
            bank.close()
            raise

    def companion(self, bank: Bank) -> Companion:
        """The companion that talks from `bank`."""
        from siliconfriend.opening import open_companion

        return open_companion(bank, self.settings)

    def wake(self, bank: Bank, stop: Callable[[], bool]) -> Woken:
        """The slow part of opening: the pass of forgetting, the embedder, the caches, until `stop` says so."""
        from siliconfriend.opening import wake

        return wake(bank, self.settings, self.clock(), stop=stop)
