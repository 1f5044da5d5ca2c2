"""A dialogue to learn from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from siliconfriend.models.base import Message, Role


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What was said, ending with a reply. `every_reply` is learned, or the last alone."""

    messages: tuple[Message, ...]
    every_reply: bool = True

    def replies(self) -> Iterator[tuple[tuple[Message, ...], str]]:
        """Each reply to learn, after what was said before it."""
        last = len(self.messages) - 1
        for place, message in enumerate(self.messages):
            if message.role is Role.ASSISTANT and (self.every_reply or place == last):
                yield self.messages[:place], message.content


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that is none: `code` is a key of `tuning.broken` in the locale, `line` where it begins."""

    file: str
    line: int
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in files. `left_out` counts a person's turns that are not fit to learn from."""

    dialogues: tuple[Dialogue, ...]
    broken: tuple[Broken, ...] = ()
    left_out: int = 0


def together(found: Sequence[Read]) -> Read:
    """All of `found` as one."""
    return Read(
        tuple(one for read in found for one in read.dialogues),
        tuple(one for read in found for one in read.broken),
        sum(read.left_out for read in found),
    )
