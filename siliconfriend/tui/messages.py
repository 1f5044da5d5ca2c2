"""What workers report to the screen that started them; each is named for what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from siliconfriend.companion import Reply
    from siliconfriend.memory.records import Counts, MemoryBankError, Profile, Turn
    from siliconfriend.models.base import ModelError
    from siliconfriend.opening import Woken
    from siliconfriend.tui.core import Opened


@dataclass
class ProfileOpened(Message):
    """A profile's bank and model are at hand."""

    opened: Opened


@dataclass
class ProfileMissing(Message):
    """Nobody is known yet, or nobody by the name asked for."""

    name: str


@dataclass
class OpeningFailed(Message):
    """A profile could not be opened."""

    error: MemoryBankError | ModelError


@dataclass
class MemoryWoken(Message):
    """Recall is ready and what had faded is archived."""

    woken: Woken
    counts: Counts


@dataclass
class ReplyStarted(Message):
    """The user's words are kept and a reply is on its way."""

    reply: Reply


@dataclass
class ReplyGrew(Message):
    """A piece of the reply arrived."""

    reply: Reply
    piece: str


@dataclass
class ReplyEnded(Message):
    """The reply is stored, however it ended."""

    reply: Reply
    counts: Counts


@dataclass
class MessageRefused(Message):
    """The user's words could not be kept; no model was asked."""

    error: MemoryBankError


@dataclass
class EarlierTurnsRead(Message):
    """The turns said before the turn `before`."""

    before: int
    turns: Sequence[Turn]


@dataclass
class ProfilesListed(Message):
    """Who is known."""

    profiles: Sequence[Profile]


@dataclass
class ProfileCreated(Message):
    """Somebody new is known."""

    profile: Profile


@dataclass
class ProfileDeleted(Message):
    """Somebody is forgotten for good."""

    profile: Profile


@dataclass
class ProfileRefused(Message):
    """A profile could not be made or deleted."""

    error: MemoryBankError
