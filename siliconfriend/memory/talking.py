"""The part of a bank that keeps the dialogue: what is said, what is answered, and what is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory.records import Kind, Recollection, Turn, TurnState

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.turns import Turns


class Talking:
    """Conversations and their turns, each with the memory formed from it."""

    dialogue: Turns
    memories: Memories
    _pieces: Pieces
    _in_flight: set[int]

    def begin_conversation(self, now: datetime) -> int:
        """The id of a new conversation."""
        return self.dialogue.begin_conversation(now)

    def latest_conversation(self) -> int | None:
        """The conversation begun last, if any."""
        return self.dialogue.latest_conversation()

    def ask(self, conversation: int, query: str, now: datetime) -> Turn:
        """Keep what the user says, on disk when this returns; the reply is still open."""

        def step() -> int:
            turn = self.dialogue.add(conversation, query, now)
            self._pieces.form(Kind.TURN, now.date(), now, turn=turn)
            return turn

        turn = self._pieces.wholly(step)
        self._in_flight.add(turn)
        return self.dialogue.get(turn)

    def keep(self, turn: int, response: str) -> None:
        """Keep what has arrived of a reply that is still open."""
        self.dialogue.keep(turn, response)

    def answer(
        self,
        turn: int,
        response: str,
        *,
        state: TurnState,
        now: datetime,
        model: str,
        recalled: Sequence[Recollection] = (),
        echo: bool = False,
    ) -> Turn:
        """Keep a reply with the way it ended; what was recalled for it is reinforced if it came to any words.

        `echo` marks a reply that only repeats memories: it is kept, but nothing in it is remembered as new.
        """

        def step() -> None:
            self.dialogue.end(turn, response, state=state, now=now, model=model, echo=echo)
            self._pieces.removals.reinforcement(turn)
            if response:
                self.dialogue.keep_recalled(turn, recalled)
                self.memories.reinforce([one.memory.id for one in recalled], now)
            memory = self.memories.of_turn(turn)
            if memory is not None:
                self._pieces.changed(memory)

        self._pieces.wholly(step)
        self._in_flight.discard(turn)
        return self.dialogue.get(turn)

    def turns(self, *, before: int | None = None, limit: int = 20) -> list[Turn]:
        """The last `limit` turns, oldest first; with `before` (a turn's id) those said before it."""
        return self.dialogue.last(before=before, limit=limit)

    def conversation(self, conversation: int) -> list[Turn]:
        """A conversation's turns, oldest first."""
        return self.dialogue.of_conversation(conversation)

    def remove_turn(self, turn: int) -> Turn:
        """Delete a turn and its memory for good; the turn as it was.

        Raises:
            MemoryBankError: there is no such turn.
        """

        def step() -> Turn:
            gone, memory = self.dialogue.get(turn), self.memories.of_turn(turn)
            if memory is not None:
                self._pieces.delete([memory.id])
            return gone

        gone = self._pieces.wholly(step)
        self._in_flight.discard(turn)
        return gone

    def reopen(self, turn: int) -> Turn:
        """Delete a turn's reply, to have another; what was reinforced by it is taken back. The query stays.

        Raises:
            MemoryBankError: there is no such turn.
        """

        def step() -> None:
            self._pieces.delete_reply(turn)
            memory = self.memories.of_turn(turn)
            if memory is not None:
                self._pieces.changed(memory)

        self._pieces.wholly(step)
        self._in_flight.add(turn)
        return self.dialogue.get(turn)
