"""From settings and a profile to a companion: which parts are put together, and what may wait.

`open_companion` is quick, for the first frame; `wake` does what takes longer and belongs in the background.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend import settings as settings_
from siliconfriend.companion import Companion
from siliconfriend.embedders.catalog import open_embedder
from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Faded, MemoryBankError, Profile
from siliconfriend.models.catalog import open_model
from siliconfriend.places import places

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.bank import Bank
    from siliconfriend.settings import Settings


@dataclass(frozen=True, slots=True)
class Woken:
    """What waking a memory came to: what has faded, the embedder's name (empty: none), what went wrong."""

    faded: Faded
    embedder: str
    notices: tuple[MemoryBankError, ...] = ()


def open_settings(flags: Mapping[str, object] | None = None) -> Settings:
    """The settings in force, with command-line `flags` (by `section.name`) above all others.

    Raises:
        SettingsError: a setting cannot be used.
    """
    return settings_.load(places().config_file, flags)


def open_profiles() -> Profiles:
    """Everybody who is known here."""
    return Profiles(places().profiles)


def open_bank(profile: Profile, settings: Settings) -> Bank:
    """A person's memory, with the pace of forgetting that is set.

    Raises:
        MemoryBankError: it cannot be opened.
    """
    forgetting = settings.forgetting
    curve = Curve(forgetting.tau_days, forgetting.floor, forgetting.enabled)
    return open_profiles().open(profile, curve)


def open_companion(bank: Bank, settings: Settings) -> Companion:
    """The companion over an open memory and the model that is set. Loads nothing heavy.

    Raises:
        ModelError: there is no such model.
    """
    return Companion(bank, open_model(settings.chat), settings)


def attach_embedder(bank: Bank, settings: Settings) -> str:
    """Let `bank` recall by meaning with the embedder that is set; its name, empty when there is none.

    Raises:
        MemoryBankError: the embedder cannot be used; recall goes on by words alone.
    """
    embedder = open_embedder(settings.memory)
    if embedder is None:
        return ""
    bank.attach(embedder)
    return embedder.name


def wake(
    bank: Bank,
    settings: Settings,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Woken:
    """Let go of what has faded, make recall by meaning ready, and embed what an earlier run left undone.

    `progress` is told (done, total) of the embedding; `stop` is asked between its batches.
    """
    faded, embedder, notices = Faded(), "", []
    try:
        bank.identity.open(now)
        faded = bank.fade(now)
    except MemoryBankError as error:
        notices.append(error)
    try:
        embedder = attach_embedder(bank, settings)
        bank.embed_missing(progress=progress, stop=stop)
    except MemoryBankError as error:
        notices.append(error)
    return Woken(faded, embedder, tuple(notices))
