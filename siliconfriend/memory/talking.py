"""The part of a bank that keeps the dialogue: what is said, what is answered, and what is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory.new import NewMemory
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

    if TYPE_CHECKING:

        def _delete(self, ids: Iterable[int]) -> int: ...

    def begin_conversation(self, now: datetime) -> int:
        """The id of a new conversation."""
        return self.dialogue.begin_conversation(now)

    def latest_conversation(self) -> int | None:
        """The conversation begun last, if any."""
        return self.dialogue.latest_conversation()

    def silent(self, conversation: int) -> bool:
        """Whether nothing has been said in a conversation, or nothing is left of it."""
        return not self.dialogue.length(conversation)

    def ask(self, conversation: int, query: str, now: datetime) -> Turn:
        """Keep what the user says, on disk when this returns; the reply is still open."""

        def step() -> int:
            turn = self.dialogue.add(conversation, query, now)
            self._pieces.form(NewMemory(Kind.TURN, now.date(), turn=turn), now)
            return turn

        turn = self._pieces.wholly(step)
        self._in_flight.add(turn)
        return self.dialogue.get(turn)

    def turn(self, turn: int) -> Turn:
        """A turn as it is kept.

        Raises:
            MemoryBankError: there is no such turn.
        """
        return self.dialogue.get(turn)

    def try_writing(self) -> None:
        """Return when the disk has taken something.

        Raises:
            MemoryBankError: nothing can be kept here now.
        """
        self.dialogue.try_writing()

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

        `echo` marks a reply that only repeats memories: it is kept, but nothing in it is remembered as new. The
        reply to a turn that is not being answered here takes the place of the one there was (see `reopen`).
        """

        def step() -> None:
            if turn not in self._in_flight and self.dialogue.get(turn).response:
                self._pieces.delete_reply(turn)
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

    def end_of_conversation(self, conversation: int, *, before: int | None = None, block: int) -> list[Turn]:
        """The last of a conversation's turns, said before the turn `before`, oldest first: all, or one to two
        blocks of `block` turns.
        """
        return self.dialogue.end_of_conversation(conversation, before=before, block=block)

    def remove_turn(self, turn: int) -> Turn:
        """Delete a turn and its memory for good; the turn as it was.

        Raises:
            MemoryBankError: there is no such turn.
        """

        def step() -> Turn:
            gone, memory = self.dialogue.get(turn), self.memories.of_turn(turn)
            if memory is not None:
                self._delete([memory.id])
            return gone

        gone = self._pieces.wholly(step)
        self._in_flight.discard(turn)
        return gone

    def reopen(self, turn: int, response: str = "") -> Turn:
        """Delete a turn's reply, with what was made from it, for another of which `response` has arrived.

        What was reinforced by it is taken back. The query stays.

        Raises:
            MemoryBankError: there is no such turn.
        """

        def step() -> None:
            self._pieces.delete_reply(turn)
            self.dialogue.keep(turn, response)
            memory = self.memories.of_turn(turn)
            if memory is not None:
                self._pieces.changed(memory)

        self._pieces.wholly(step)
        self._in_flight.add(turn)
        return self.dialogue.get(turn)
