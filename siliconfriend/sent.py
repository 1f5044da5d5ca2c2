"""What was sent to a model for a reply, to be shown to whoever asks; kept in this process only."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from siliconfriend.memory.records import OFF_RECORD
from siliconfriend.models.base import Message, Sampling
from siliconfriend.tokens import estimate_tokens

REMEMBERED = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """The messages, word for word, that `model` at `destination` (empty: in this process) was given.

    `reads` is False for a model that reads no messages: it was given the message and the memories alone. To find
    what fits it the message went to an `embedder` elsewhere, at that host; empty: it stayed here for that.
    """

    model: str
    destination: str
    messages: tuple[Message, ...]
    sampling: Sampling
    reads: bool = True
    embedder: str = ""

    @property
    def tokens(self) -> int:
        """About how many tokens that is."""
        return sum(estimate_tokens(one.content) for one in self.messages)


class Sending:
    """What was sent for the last replies, by turn."""

    def __init__(self) -> None:
        self._by_turn: OrderedDict[int, Sent] = OrderedDict()

    def note(self, turn: int, sent: Sent) -> None:
        """`sent` was sent for `turn`; the oldest of many is let go of."""
        self._by_turn[turn] = sent
        self._by_turn.move_to_end(turn)
        while len(self._by_turn) > REMEMBERED:
            self._by_turn.popitem(last=False)

    def get(self, turn: int) -> Sent | None:
        """What was sent for `turn`, if that is still known."""
        return self._by_turn.get(turn)

    def leave(self) -> None:
        """Whoever was talking leaves: only the last reply can be asked about when they are back."""
        while len(self._by_turn) > 1:
            self._by_turn.popitem(last=False)

    def forget_off_record(self) -> None:
        """Let go of what was sent off the record."""
        for turn in [one for one in self._by_turn if one >= OFF_RECORD]:
            del self._by_turn[turn]

    def forget(self) -> None:
        """Let go of everything: deleted words may stand in any of it."""
        self._by_turn.clear()
