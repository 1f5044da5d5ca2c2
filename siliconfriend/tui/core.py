"""What the screen asks of the rest of the program. Everything here blocks: call it from a thread.

The rooms below are imported when they are first needed, so that the first frame waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from siliconfriend.models.plain_names import BUILTIN
from siliconfriend.tui.who_answers import WhoAnswers

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.language import Language
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.profiles import Profiles
    from siliconfriend.memory.records import Profile, Turn
    from siliconfriend.memory.store.glimpse import Glimpse
    from siliconfriend.opening import Woken
    from siliconfriend.places import Places
    from siliconfriend.settings import Settings
    from siliconfriend.tui.arrivals import Found, Joined

TURNS_AT_ONCE = 20
TURNS_AT_FIRST = 8
STAND_IN = BUILTIN


class Core(WhoAnswers):
    """The composed program, as far as the screen needs it."""

    def __init__(self, settings: Settings, places: Places, flags: Mapping[str, object] | None = None) -> None:
        """`flags` are what the command line said of the settings, by `section.name`."""
        self.settings = settings
        self.first_settings = settings
        self.places = places
        self.flags = {key: value for key, value in (flags or {}).items() if value is not None}

    def clock(self) -> datetime:
        """This moment, in the local zone."""
        from siliconfriend.companion import local_now

        return local_now()

    def someone_known(self) -> bool:
        """Whether any profile's folder exists or may; a look at the file system, no more."""
        try:
            return any(entry.is_dir() for entry in self.places.profiles.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:  # it may not be looked into, and somebody may be there
            return True

    def stray_keys(self) -> Sequence[str]:
        """The names of no command that the settings file has a key for."""
        from siliconfriend.settings import stray_keys
        from siliconfriend.settings_error import SettingsError

        try:
            return stray_keys(self.places.config_file)
        except SettingsError:  # it was read when the program began
            return ()

    def curve(self) -> Curve:
        """The pace of forgetting that is set."""
        from siliconfriend.memory.forgetting import Curve

        forgetting = self.settings.forgetting
        return Curve(forgetting.tau_days, forgetting.floor, forgetting.enabled)

    def profiles(self) -> Profiles:
        """Who is known."""
        from siliconfriend.memory.profiles import Profiles

        return Profiles(self.places.profiles)

    def create(self, name: str, language: Language, model: str = "") -> Profile:
        """Somebody new, answered by a `model` of their own if one is named.

        Raises:
            MemoryBankError: it cannot be kept, or somebody has that name.
        """
        profile = self.profiles().create(name, language, self.clock())
        if not model:
            return profile
        bank = self.profiles().open(profile)
        try:
            return bank.choose(model=model)
        finally:
            bank.close()

    def keep_here(self, profile: Profile, local_only: bool) -> None:
        """Say whether the words of `profile`, who is not in the conversation here, must not leave this machine.

        Raises:
            MemoryBankError: it cannot be kept.
        """
        bank = self.profiles().open(profile)
        try:
            bank.keep_here(local_only)
        finally:
            bank.close()

    def find(self, name: str | None) -> Profile | None:
        """The profile called `name`, or without a name the one used last."""
        profiles = self.profiles()
        return profiles.find(name) if name else profiles.latest()

    def glimpse(self, name: str | None) -> Glimpse | None:
        """The person called `name`, or without one whoever was here last, with their last few turns: at once.

        None when it takes more than a look.
        """
        from siliconfriend.memory.store.glimpse import glimpse

        return glimpse(self.places.profiles, name, TURNS_AT_FIRST)

    def open(self, profile: Profile) -> Found:
        """Open the memory of `profile`, with its last few turns: what the first look at it needs, and no more.

        Raises:
            MemoryBankError: it cannot be read.
        """
        from siliconfriend.tui.arrivals import Found
        from siliconfriend.tui.presence import Presence
        from siliconfriend.tui.unsent import Unsent

        bank = self.profiles().open(profile, self.curve())
        try:
            turns = bank.turns(limit=TURNS_AT_FIRST)
        except BaseException:
            bank.close()
            raise
        folder = self.places.profiles / profile.id
        presence = Presence(folder)
        presence.begin()
        unsent = Unsent(folder, alone=presence.alone)
        return Found(bank, turns, presence, unsent, unsent.read())

    def join(self, bank: Bank, before: int | None, *, stand_in: bool = False, by_words: bool = False) -> Joined:
        """The companion that talks from `bank`, and some turns before the turn `before`.

        Whoever let their words not go where they would is answered by the built-in companion (`stand_in`), and
        their memories are found by words alone (`by_words`).

        Raises:
            MemoryBankError: the memory cannot be read.
        """
        from siliconfriend.embedders.catalog import embedding_host
        from siliconfriend.models.base import ModelError
        from siliconfriend.tui.arrivals import Joined
        from siliconfriend.tui.told import is_news

        trouble = None
        try:
            companion = self.companion(bank, STAND_IN if stand_in else self.own_model(bank.profile))
        except ModelError as error:
            companion, trouble = self.companion(bank, STAND_IN), error if is_news(bank.folder, error) else None
        if not by_words:
            companion.embedder_awaited = embedding_host(self.settings.memory)
        if not stand_in:
            self.note_where_chosen(bank)
        earlier: Sequence[Turn] = ()
        if before is not None:
            earlier = bank.turns(before=before, limit=TURNS_AT_ONCE - TURNS_AT_FIRST)
        return Joined(companion, earlier, bank.counts(), trouble, by_words, self.left_behind(bank.profile))

    def theme_for(self, profile: Profile) -> str:
        """The theme a person chose, else the one that is set; the command line goes before both."""
        set_ = self.settings.interface.theme
        return set_ if "interface.theme" in self.flags else profile.theme or set_

    def wake(
        self,
        bank: Bank,
        stop: Callable[[], bool],
        progress: Callable[[int, int], None] | None = None,
        by_words: bool = False,
    ) -> Woken:
        """The slow part of opening: the pass of forgetting, the embedder, the caches, until `stop` says so."""
        from siliconfriend.config_file import with_value
        from siliconfriend.embedders.catalog import NONE
        from siliconfriend.opening import wake
        from siliconfriend.tui.told import is_news

        settings = with_value(self.settings, "memory.embedder", NONE) if by_words else self.settings
        woken = wake(bank, settings, self.clock(), progress=progress, stop=stop)
        return replace(woken, notices=tuple(one for one in woken.notices if is_news(bank.folder, one)))

    def change_embedder(
        self, bank: Bank, stop: Callable[[], bool], progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Recall by the embedder that is set now, as soon as it knows every memory; until then as before.

        Raises:
            MemoryBankError: it cannot be used; recall goes on as before.
        """
        from siliconfriend.opening import choose_embedder

        embedder = choose_embedder(self.settings)
        if embedder is None:
            bank.detach()
        else:
            bank.attach_when_ready(embedder, progress, stop)
