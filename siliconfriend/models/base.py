"""What every chat model is to the rest of the program: a protocol, a prompt, and typed errors."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from siliconfriend.language import Language

if TYPE_CHECKING:
    from siliconfriend.models.local.progress import Report
    from siliconfriend.settings import ChatSettings


class Role(StrEnum):
    """Who says a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A recalled memory as a model is told of it: when, and what was said by whom."""

    day: date
    said: str
    replied: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked, whole (`messages`) and in the parts that a model without weights needs.

    `companion` is what the person calls it, empty when they gave it no name; `replaces` the reply that the new one
    takes the place of. `shortened`: the middle of the message had no room in `messages`.
    """

    messages: tuple[Message, ...]
    message: str
    name: str
    language: Language
    now: datetime
    recalled: tuple[Quote, ...] = ()
    first_meeting: bool = False
    companion: str = ""
    off_record: bool = False
    replaces: str = ""
    shortened: bool = False


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a reply is drawn; the defaults are the public MemoryBank code's for ChatGPT.

    With a `seed` the same prompt is to get the same reply, as far as the model can.
    """

    temperature: float = 1.0
    top_p: float = 0.95
    frequency_penalty: float = 0.4
    presence_penalty: float = 0.2
    max_tokens: int = 1024
    seed: int | None = None

    @classmethod
    def of(cls, chat: ChatSettings, seed: int | None = None) -> Sampling:
        """As the settings say."""
        return cls(
            temperature=chat.temperature,
            top_p=chat.top_p,
            frequency_penalty=chat.frequency_penalty,
            presence_penalty=chat.presence_penalty,
            max_tokens=chat.max_tokens,
            seed=seed,
        )


class ChatModel(Protocol):
    """A model that answers.

    Cancelling the task that reads a stream, or closing the stream, stops the model at once.
    """

    @property
    def name(self) -> str:
        """As shown to the user and kept with each reply."""
        ...

    @property
    def destination(self) -> str:
        """The host that words are sent to; empty when they stay in this process."""
        ...

    @property
    def context_tokens(self) -> int | None:
        """The longest prompt it takes; 0: it reads no messages, only the prompt's parts; None: unknown."""
        ...

    @property
    def echoes(self) -> bool:
        """Whether replies only repeat what was recalled, so that there is nothing in them to remember."""
        ...

    def stream(self, prompt: Prompt, sampling: Sampling) -> AsyncGenerator[str]:
        """The reply, piece by piece; the last may be a `CutShort`.

        Raises:
            ModelError: while the stream is read; what had arrived was delivered before it.
        """
        ...

    async def close(self) -> None:
        """Let go of connections and weights."""
        ...


@runtime_checkable
class Loads(ChatModel, Protocol):
    """A chat model that takes its time before it can answer."""

    async def load(self, report: Report = ...) -> None:
        """Be ready; `report` is told how far it is. A stream does this by itself.

        Raises:
            ModelError: it cannot be loaded. The next call tries again.
        """
        ...


class ModelError(Exception):
    """A reply that could not be had. `code` is a key of locale part `errors`; `details` fill its places."""

    code = "model_failed"

    def __init__(self, detail: str = "", **details: object) -> None:
        super().__init__(detail or self.code)
        self.details: dict[str, object] = {"detail": detail, **details}


class NoKeyError(ModelError):
    """No API key was found."""

    code = "no_key"


class BadKeyError(ModelError):
    """The server refused the key."""

    code = "bad_key"


class KeyWantedError(ModelError):
    """The server asks for a key, and there is none."""

    code = "key_wanted"


class UnreachableError(ModelError):
    """No answer from the server: no network, wrong address, or too slow."""

    code = "unreachable"


class RateLimitedError(ModelError):
    """Too many requests, or no credit left, after the client's own retries."""

    code = "rate_limited"


class UnknownModelError(ModelError):
    """The server has no model of that name, or no name could be chosen."""

    code = "unknown_model"


class ContextTooLongError(ModelError):
    """The prompt does not fit the model; asking again with a shorter one may work."""

    code = "context_too_long"


class BrokenStreamError(ModelError):
    """The connection ended in the middle of a reply."""

    code = "broken_stream"


class GarbledReplyError(ModelError):
    """In the middle of a reply the server sent what can be no part of one."""

    code = "garbled_reply"
