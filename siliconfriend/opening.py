"""From settings and a profile to a companion: which parts are put together, and what may wait.

`open_companion` is quick, for the first frame; `wake` does what takes longer and belongs in the background.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from siliconfriend.companion import Companion
from siliconfriend.embedders.catalog import ENDPOINT, open_embedder
from siliconfriend.help_lines import countries, country_known
from siliconfriend.leavings import sweep
from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Faded, MemoryBankError, Profile
from siliconfriend.memory.store.connecting import NO_ROOM
from siliconfriend.models import api_key
from siliconfriend.models.catalog import BASE_URL_VARIABLE, open_model
from siliconfriend.places import places

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Embedder
    from siliconfriend.settings import Settings

log = logging.getLogger(__name__)

CHECKED_UP_TO = 20_000
"""Turns up to which search terms are looked through at each start: 0.1 s. Beyond, damage is mended when met."""

SECOND_THOUGHTS = timedelta(minutes=1)
"""What was being deleted longer ago than this, nobody is about to bring back: its program was killed."""


@dataclass(frozen=True, slots=True)
class Woken:
    """What waking a memory came to: what has faded, what went wrong, and by what recall finds meaning.

    `embedder` is empty when it finds by words alone.
    """

    faded: Faded = field(default_factory=Faded)
    embedder: str = ""
    notices: tuple[MemoryBankError, ...] = ()


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


def choose_embedder(settings: Settings) -> Embedder | None:
    """The embedder that is set, loaded; None: there is none, words must do.

    Raises:
        EmbedderError: it cannot be used.
    """
    memory = settings.memory
    url = memory.embedder_url or os.environ.get(BASE_URL_VARIABLE, "")
    host = urlsplit(url).hostname
    key = api_key.find(host) if host and memory.embedder.startswith(ENDPOINT) else None
    return open_embedder(memory, key or "")


def attach_embedder(bank: Bank, settings: Settings) -> Embedder | None:
    """Let `bank` recall by meaning with the embedder that is set, if there is one.

    Raises:
        MemoryBankError: it cannot be used; recall goes on by words alone.
    """
    embedder = choose_embedder(settings)
    if embedder is not None:
        bank.attach(embedder)
    return embedder


def _wake_to_be_read(bank: Bank, settings: Settings) -> Woken:
    """What can be done for a memory that cannot be written: find what is in it."""
    folder, full = str(bank.folder), bank.refused
    if full is None:
        notices = [MemoryBankError("reading_only", path=folder)]
    else:
        notices = [full, MemoryBankError("reading_until_room", path=folder)]
    try:
        embedder = attach_embedder(bank, settings)
    except MemoryBankError as error:  # read_only: it is an embedder that nothing here has been read by
        unforeseen = [] if error.code in ("read_only", *NO_ROOM) else [error]
        return Woken(notices=(*notices, *unforeseen))
    return Woken(embedder=embedder.name if embedder else "", notices=tuple(notices))


def wake(
    bank: Bank,
    settings: Settings,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Woken:
    """Let go of what has faded, make recall by meaning ready, and do what an earlier run left undone.

    Undone are the last traces of deleted words and people, and vectors of what was said.

    `progress` is told (done, total) of the embedding; `stop` is asked between its batches.
    """
    woken, notices = Woken(), []
    if bank.read_only:
        return _wake_to_be_read(bank, settings)
    try:
        if bank.identity.opened() > now.timestamp():
            bank.take_back_fading(now)
        bank.identity.open(now)
        woken = replace(woken, faded=bank.fade(now))
    except MemoryBankError as error:
        notices.append(error)
    country = settings.care.country
    if settings.care.enabled and not country_known(country):
        notices.append(MemoryBankError("country_unknown", country=country, countries=", ".join(countries())))
    try:
        sweep(places())
        open_profiles().finish_deleting()
    except (MemoryBankError, OSError) as error:
        log.warning("what was left behind is taken away the next time: %s", type(error).__name__)
    try:
        bank.check_caches(thoroughly=bank.counts().turns <= CHECKED_UP_TO)
        bank.finish_deleting(before=now - SECOND_THOUGHTS)
        bank.scrub()
        embedder = attach_embedder(bank, settings)
        if embedder is not None:
            woken = replace(woken, embedder=embedder.name)
            bank.embed_missing(progress=progress, stop=stop)
    except MemoryBankError as error:
        notices.append(error)
    return replace(woken, notices=tuple(notices))
