"""A conversation of which nothing is stored: its turns are in this process alone, and gone when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from msgspec.structs import replace

from siliconfriend.memory.records import OFF_RECORD, MemoryBankError, Recollection, Turn, TurnState
from siliconfriend.memory.store.transcript import left_out


class OffRecord:
    """Keeps a dialogue as a bank does, for as long as it lasts. Nothing that is recalled for it grows stronger."""

    def __init__(self) -> None:
        self._turns: dict[int, Turn] = {}
        self._ids = count(OFF_RECORD)

    def ask(self, conversation: int, query: str, now: datetime) -> Turn:
        """Take down what the user says."""
        id_ = next(self._ids)
        turn = Turn(id_, conversation, now.date(), len(self._turns), query, "", TurnState.OPEN, said=now)
        self._turns[id_] = turn
        return turn

    def turn(self, turn: int) -> Turn:
        """A turn as it is kept.

        Raises:
            MemoryBankError: there is no such turn.
        """
        if turn not in self._turns:
            raise MemoryBankError("no_such_turn", turn=turn)
        return self._turns[turn]

    def try_writing(self) -> None:
        """Nothing is written, and nothing refuses it."""

    def keep(self, turn: int, response: str) -> None:
        """Take down what has arrived of a reply."""
        if self.turn(turn).state is TurnState.OPEN:
            self._turns[turn] = replace(self.turn(turn), response=response)

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
        """Take down a reply with the way it ended."""
        ended = replace(
            self.turn(turn),
            response=response,
            state=state,
            answered=now,
            model=model,
            recalled=tuple(recalled) if response else (),
            echo=echo,
        )
        self._turns[turn] = ended
        return ended

    def end_of_conversation(self, conversation: int, *, before: int | None = None, block: int) -> list[Turn]:
        """The last of a conversation's turns, said before the turn `before`, oldest first: as a bank has it."""
        said = [one for one in self._turns.values() if one.conversation == conversation]
        said = [one for one in said if before is None or one.id < before]
        return said[left_out(len(said), block) :]

    def remove_turn(self, turn: int) -> Turn:
        """Drop a turn; the turn as it was.

        Raises:
            MemoryBankError: there is no such turn.
        """
        gone = self.turn(turn)
        del self._turns[turn]
        return gone

    def reopen(self, turn: int, response: str = "") -> Turn:
        """Drop a turn's reply for another, of which `response` has arrived.

        Raises:
            MemoryBankError: there is no such turn.
        """
        opened = self.turn(turn).unanswered(response)
        self._turns[turn] = opened
        return opened
