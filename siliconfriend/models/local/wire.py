"""What goes to and fro between this process and the one that holds the weights: one JSON object a line."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from siliconfriend.models.base import ContextTooLongError, Message, ModelError, Sampling
from siliconfriend.models.local.choice import Choice
from siliconfriend.models.local.progress import Progress
from siliconfriend.models.local.timing import Timing


class Load(Struct, tag=True, frozen=True):
    """Load this. Comes first, and once."""

    choice: Choice


class Ask(Struct, tag=True, frozen=True):
    """Reply to these messages. Asked while a reply is on its way, it waits."""

    number: int
    messages: tuple[Message, ...]
    sampling: Sampling


class Stop(Struct, tag=True, frozen=True):
    """End the reply of this number, or do not begin it."""

    number: int


class Loading(Struct, tag=True, frozen=True):
    """How far it is."""

    progress: Progress


class Ready(Struct, tag=True, frozen=True):
    """The model is there."""

    context: int
    device: str
    dtype: str
    bytes: int


class Piece(Struct, tag=True, frozen=True):
    """A piece of a reply."""

    number: int
    text: str


class Ended(Struct, tag=True, frozen=True):
    """A reply is whole, or stopped."""

    number: int
    timing: Timing


class Failed(Struct, tag=True, frozen=True):
    """Loading (number 0) or a reply failed: the code of a `ModelError` and what fills its sentence."""

    number: int
    code: str
    details: dict[str, str | int]


Request = Load | Ask | Stop
Event = Loading | Ready | Piece | Ended | Failed

_requests, _events = msgspec.json.Decoder(Request), msgspec.json.Decoder(Event)
_encode = msgspec.json.Encoder().encode


def line(one: Request | Event) -> bytes:
    """`one` as a line."""
    return _encode(one) + b"\n"


def request(text: bytes) -> Request:
    """The request in a line."""
    found: Request = _requests.decode(text)
    return found


def event(text: bytes) -> Event:
    """The event in a line.

    Raises:
        msgspec.MsgspecError: it holds none.
    """
    found: Event = _events.decode(text)
    return found


def failed(number: int, error: ModelError) -> Failed:
    """`error` as an event."""
    details = {name: one if isinstance(one, int) else str(one) for name, one in error.details.items()}
    return Failed(number, error.code, details)


def error(told: Failed) -> ModelError:
    """The error in `told`, by its code; the one that a caller may act upon is of its own class."""
    kind = ContextTooLongError if told.code == ContextTooLongError.code else ModelError
    found = kind(**{name: str(one) for name, one in told.details.items()})
    found.code = told.code
    return found
