"""What workers report to the screen that started them; each is named for what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from siliconfriend.tui.report import Report

if TYPE_CHECKING:
    from siliconfriend.memory.by_hand import ToForget
    from siliconfriend.memory.records import Counts, Memory, MemoryBankError, Profile, Turn
    from siliconfriend.memory.reflected import Told
    from siliconfriend.memory.retracted_words import UntrueToForget
    from siliconfriend.models.address import Address
    from siliconfriend.models.base import ChatModel, Loads, ModelError
    from siliconfriend.models.local.progress import Progress
    from siliconfriend.models.offers import Offer
    from siliconfriend.opening import Woken
    from siliconfriend.reflection.by_itself import Occasion
    from siliconfriend.reflection.greeting import Greeting
    from siliconfriend.reflection.progress import Step
    from siliconfriend.reflection.reflector import Reflected
    from siliconfriend.reply import Reply
    from siliconfriend.tui.arrivals import Found, Joined


class ProfileOpened(Report):
    """A profile's memory is open."""

    found: Found


class CompanionJoined(Report):
    """Somebody is there to talk with."""

    joined: Joined


class HostUnasked(Report):
    """Words of whoever came in would go to `host`, and they have not agreed; `embeds`: all that is remembered."""

    host: str
    embeds: bool = False


class ProfileMissing(Report):
    """Nobody is known yet, or nobody by the name asked for."""

    name: str


class OpeningFailed(Report):
    """A profile could not be opened."""

    error: MemoryBankError


class MemoryWoken(Report):
    """Recall is ready and what had faded is archived."""

    woken: Woken
    counts: Counts


class ReplyStarted(Report):
    """The user's words are kept and a reply is on its way."""

    reply: Reply


class ReplyGrew(Report):
    """A piece of the reply arrived."""

    reply: Reply
    piece: str


class ReplyEnded(Report):
    """The reply is stored, however it ended; `counts` is None when they cannot be had."""

    reply: Reply
    counts: Counts | None


class MessageRefused(Report):
    """The user's words could not be kept; no model was asked."""

    error: MemoryBankError


class TurnRemoved(Report):
    """A turn is gone for good."""

    turn: Turn
    counts: Counts


class MemoriesCounted(Report):
    """How much is remembered now."""

    counts: Counts


class MemoriesDeleted(Report):
    """Memories are gone for good, and these turns with them."""

    turns: Sequence[Turn]
    counts: Counts


class MemoriesMissed(Report):
    """Of the memories on the screen these are no longer there, and these are being deleted and may come back."""

    gone: frozenset[int]
    going: frozenset[int]


class ScrubPutOff(Report):
    """What was deleted could not be swept away yet."""


class NoteKept(Report):
    """What the user wrote down is a memory."""

    counts: Counts


class DangerFound(Report):
    """In the messages of these `turns`, said some time ago, danger was noticed."""

    turns: Sequence[int]


class KeptHere(Report):
    """The person's words stay on this machine from now on, or no longer."""

    local_only: bool


class NotDone(Report):
    """What was asked of the memory, or of a model, could not be done; nothing changed.

    It was asked with the words `argument` of the command `id`, if that has any, and they are not lost.
    """

    error: MemoryBankError | ModelError
    id: str = ""
    argument: str = ""


class ModelChosen(Report):
    """Another model answers from now on; `wished` is the name to be kept for it once it is loaded."""

    model: ChatModel
    wished: str = ""


class LeftBehind(Report):
    """What the person chose is at a server that is set no more, and another model answers."""


class ModelToBeAskedAbout(Report):
    """The model that was asked for, by `name`, is at a host that this person has not agreed to, or not here yet.

    `fetched` is what would be fetched for it; empty: nothing, words would go to it.
    """

    name: str
    model: ChatModel
    offer: Offer | None
    fetched: str


class ServerNamed(Report):
    """A server was named, and words going there are to be asked about, or not."""

    address: Address
    to_be_asked: bool


class ServerNotUsable(Report):
    """A server that was named was asked for its models, in vain."""

    address: Address
    error: ModelError


class ServerAnswered(Report):
    """A server that was named has these models."""

    offers: Sequence[Offer]


class ModelLoadWentOn(Report):
    """A model with weights is that far."""

    model: Loads
    progress: Progress


class ModelLoadEnded(Report):
    """A model with weights is ready, or cannot be used."""

    model: Loads
    error: ModelError | None = None


class EmbeddingWentOn(Report):
    """So many of the memories that had no vector have one now."""

    done: int
    total: int


class EmbeddingEnded(Report):
    """Every memory has its vector, or it went no further."""


class ReflectionDue(Report):
    """What there is to think over, as it was asked for."""

    occasion: Occasion


class ReflectionPossible(Report):
    """What there is to think over by itself; None: nothing. `asked`: it goes on with what was asked for."""

    occasion: Occasion | None
    asked: bool


class ReflectionWentOn(Report):
    """Another step of thinking things over."""

    step: Step


class ReflectionEnded(Report):
    """All that was due is thought over."""

    reflected: Reflected
    counts: Counts
    asked: bool


class ReflectionFailed(Report):
    """A model or the memory failed; what was thought over before is kept."""

    error: MemoryBankError | ModelError
    asked: bool


class GreetingFound(Report):
    """What to say to the person who is back."""

    found: Greeting


class FoundToForget(Report):
    """The memories, and the facts retracted, that may be meant by `text`."""

    found: Sequence[ToForget]
    untrue: Sequence[UntrueToForget]
    text: str


class Forgotten(Report):
    """These memories are gone for good, and so many facts retracted."""

    memories: Sequence[Memory]
    counts: Counts
    untrue: int


class FoundToRetract(Report):
    """Where the fact in `text` is told, before it is kept that it is not true."""

    text: str
    told: Told


class Retracted(Report):
    """It is known that something is not true of the person: it was `told` here."""

    told: Told


class EarlierTurnsRead(Report):
    """The turns said before the turn `before`, or the last ones."""

    before: int | None
    turns: Sequence[Turn]


class ProfilesListed(Report):
    """Who is known."""

    profiles: Sequence[Profile]


class ProfileCreated(Report):
    """Somebody new is known."""

    profile: Profile


class ProfileDeleted(Report):
    """Somebody is forgotten for good."""

    profile: Profile


class ProfileRefused(Report):
    """A profile could not be made or deleted."""

    error: MemoryBankError
