"""What workers report to the screen that started them; each is named for what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from siliconfriend.memory.by_hand import ToForget
    from siliconfriend.memory.records import Counts, Memory, MemoryBankError, Profile, Turn
    from siliconfriend.memory.store.glimpse import Glimpse
    from siliconfriend.models.base import ChatModel, Loads, ModelError
    from siliconfriend.models.local.progress import Progress
    from siliconfriend.opening import Woken
    from siliconfriend.reflection.by_itself import Occasion
    from siliconfriend.reflection.reflector import Reflected, Step
    from siliconfriend.reply import Reply
    from siliconfriend.tui.core import Found, Joined


@dataclass(eq=False, repr=False)
class ProfileGlimpsed(Message):
    """Whose memory is being opened, and the last turns in it; None if it takes more than a look."""

    glimpse: Glimpse | None


@dataclass(eq=False, repr=False)
class ProfileOpened(Message):
    """A profile's memory is open."""

    found: Found


@dataclass(eq=False, repr=False)
class CompanionJoined(Message):
    """Somebody is there to talk with."""

    joined: Joined


@dataclass(eq=False, repr=False)
class ProfileMissing(Message):
    """Nobody is known yet, or nobody by the name asked for."""

    name: str


@dataclass(eq=False, repr=False)
class OpeningFailed(Message):
    """A profile could not be opened."""

    error: MemoryBankError


@dataclass(eq=False, repr=False)
class MemoryWoken(Message):
    """Recall is ready and what had faded is archived."""

    woken: Woken
    counts: Counts


@dataclass(eq=False, repr=False)
class ReplyStarted(Message):
    """The user's words are kept and a reply is on its way."""

    reply: Reply


@dataclass(eq=False, repr=False)
class ReplyGrew(Message):
    """A piece of the reply arrived."""

    reply: Reply
    piece: str


@dataclass(eq=False, repr=False)
class ReplyEnded(Message):
    """The reply is stored, however it ended; `counts` is None when they cannot be had."""

    reply: Reply
    counts: Counts | None


@dataclass(eq=False, repr=False)
class MessageRefused(Message):
    """The user's words could not be kept; no model was asked."""

    error: MemoryBankError


@dataclass(eq=False, repr=False)
class TurnRemoved(Message):
    """A turn is gone for good."""

    turn: Turn
    counts: Counts


@dataclass(eq=False, repr=False)
class MemoriesCounted(Message):
    """How much is remembered now."""

    counts: Counts


@dataclass(eq=False, repr=False)
class MemoriesDeleted(Message):
    """Memories are gone for good, and these turns with them."""

    turns: Sequence[Turn]
    counts: Counts


@dataclass(eq=False, repr=False)
class ScrubPutOff(Message):
    """What was deleted could not be swept away yet."""


@dataclass(eq=False, repr=False)
class NoteKept(Message):
    """What the user wrote down is a memory."""

    counts: Counts


@dataclass(eq=False, repr=False)
class KeptHere(Message):
    """The person's words stay on this machine from now on, or no longer."""

    local_only: bool


@dataclass(eq=False, repr=False)
class NotDone(Message):
    """What was asked of the memory, or of a model, could not be done; nothing changed."""

    error: MemoryBankError | ModelError


@dataclass(eq=False, repr=False)
class ModelChosen(Message):
    """Another model answers from now on."""

    model: ChatModel


@dataclass(eq=False, repr=False)
class ModelLoadWentOn(Message):
    """A model with weights is that far."""

    model: Loads
    progress: Progress


@dataclass(eq=False, repr=False)
class ModelLoadEnded(Message):
    """A model with weights is ready, or cannot be used."""

    model: Loads
    error: ModelError | None = None


@dataclass(eq=False, repr=False)
class EmbeddingWentOn(Message):
    """So many of the memories that had no vector have one now."""

    done: int
    total: int


@dataclass(eq=False, repr=False)
class EmbeddingEnded(Message):
    """Every memory has its vector, or it went no further."""


@dataclass(eq=False, repr=False)
class ReflectionDue(Message):
    """What there is to think over, as it was asked for."""

    occasion: Occasion


@dataclass(eq=False, repr=False)
class ReflectionPossible(Message):
    """What there is to think over by itself; None: nothing. `asked`: it goes on with what was asked for."""

    occasion: Occasion | None
    asked: bool


@dataclass(eq=False, repr=False)
class ReflectionWentOn(Message):
    """Another step of thinking things over."""

    step: Step


@dataclass(eq=False, repr=False)
class ReflectionEnded(Message):
    """All that was due is thought over."""

    reflected: Reflected
    counts: Counts
    asked: bool


@dataclass(eq=False, repr=False)
class ReflectionFailed(Message):
    """A model or the memory failed; what was thought over before is kept."""

    error: MemoryBankError | ModelError
    asked: bool


@dataclass(eq=False, repr=False)
class GreetingFound(Message):
    """What to say to the person who is back."""

    text: str


@dataclass(eq=False, repr=False)
class FoundToForget(Message):
    """The memories that may be meant."""

    found: Sequence[ToForget]


@dataclass(eq=False, repr=False)
class Forgotten(Message):
    """These memories are gone for good."""

    memories: Sequence[Memory]
    counts: Counts


@dataclass(eq=False, repr=False)
class Retracted(Message):
    """It is known that this is not true of the person."""

    fact: str


@dataclass(eq=False, repr=False)
class EarlierTurnsRead(Message):
    """The turns said before the turn `before`, or the last ones."""

    before: int | None
    turns: Sequence[Turn]


@dataclass(eq=False, repr=False)
class ProfilesListed(Message):
    """Who is known."""

    profiles: Sequence[Profile]


@dataclass(eq=False, repr=False)
class ProfileCreated(Message):
    """Somebody new is known."""

    profile: Profile


@dataclass(eq=False, repr=False)
class ProfileDeleted(Message):
    """Somebody is forgotten for good."""

    profile: Profile


@dataclass(eq=False, repr=False)
class ProfileRefused(Message):
    """A profile could not be made or deleted."""

    error: MemoryBankError
