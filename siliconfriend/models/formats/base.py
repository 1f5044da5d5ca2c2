"""What every prompt format is: messages in, ids out, and how a reply is known to have ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from siliconfriend.models.base import ContextTooLongError, Message, Role

Round = tuple[str, str]
"""What the user said, and the answer."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A prompt and the answer to learn after it, as ids; `prompt + answer` is what the model reads.

    The answer ends with the token that ends a reply.
    """

    prompt: tuple[int, ...]
    answer: tuple[int, ...]


class Format(Protocol):
    """One way of writing messages down, with the tokenizer that it is written for.

    The messages are those of a `Prompt`: perhaps one of the system first, then user and assistant in turn, the
    user's last. A format without a system role puts the system's text before the first thing that the user says,
    with an empty line between.
    """

    @property
    def stops(self) -> tuple[str, ...]:
        """Texts where a reply ends because somebody else begins to speak. They are no part of it.

        One that begins with a line break also counts at the very start of a reply.
        """
        ...

    @property
    def ends(self) -> frozenset[int]:
        """Tokens that end a reply. They are no part of it."""
        ...

    def text(self, messages: Sequence[Message]) -> str:
        """The prompt as the model is to read it, up to where the reply begins."""
        ...

    def ids(self, messages: Sequence[Message]) -> list[int]:
        """The prompt's ids. Nothing that somebody wrote becomes a special token."""
        ...

    def lesson(self, messages: Sequence[Message], answer: str) -> Lesson:
        """The prompt's ids, and those of `answer` with the token that ends it."""
        ...

    def decode(self, ids: Iterable[int]) -> str:
        """The text of a reply's ids, special tokens left out."""
        ...


def within(form: Format, messages: Sequence[Message], tokens: int) -> tuple[Message, ...]:
    """`messages`, of which the oldest turns are left out until the prompt takes at most `tokens`.

    The system's text and the last message of the user always stay.

    Raises:
        ContextTooLongError: these two alone take more.
    """
    first = 1 if messages and messages[0].role is Role.SYSTEM else 0
    opening, dialogue = tuple(messages[:first]), tuple(messages[first:])
    while True:
        if len(form.ids(opening + dialogue)) <= tokens:
            return opening + dialogue
        later = next((at for at, one in enumerate(dialogue) if at and one.role is Role.USER), None)
        if later is None:
            raise ContextTooLongError
        dialogue = dialogue[later:]


def without_system(messages: Sequence[Message]) -> list[Message]:
    """`messages` with the system's text before the first thing that the user says."""
    told = [one.content for one in messages if one.role is Role.SYSTEM]
    rest = [one for one in messages if one.role is not Role.SYSTEM]
    if told and rest:
        rest[0] = Message(rest[0].role, "\n\n".join([*told, rest[0].content]))
    return rest


def rounds(messages: Sequence[Message]) -> tuple[list[Round], str]:
    """Each thing that the user said with its answer, and what the user says last; system text goes in first.

    Raises:
        ValueError: the last message is not the user's.
    """
    done: list[Round] = []
    query = ""
    rest = without_system(messages)
    if not rest or rest[-1].role is not Role.USER:
        raise ValueError("the last message must be the user's")
    for one in rest:
        if one.role is Role.USER:
            query = f"{query}\n\n{one.content}" if query else one.content
        else:
            done.append((query, one.content))
            query = ""
    return done, query
