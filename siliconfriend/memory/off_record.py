"""A conversation of which nothing is stored: its turns are in this process alone, and gone when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from siliconfriend.memory.records import OFF_RECORD, MemoryBankError, Recollection, Turn, TurnState


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

    def keep(self, turn: int, response: str) -> None:
        """Take down what has arrived of a reply."""
        if self._get(turn).state is TurnState.OPEN:
            self._turns[turn] = replace(self._get(turn), response=response)

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
            self._get(turn),
            response=response,
            state=state,
            answered=now,
            model=model,
            recalled=tuple(recalled) if response else (),
            echo=echo,
        )
        self._turns[turn] = ended
        return ended

    def conversation(self, conversation: int) -> list[Turn]:
        """Its turns, oldest first."""
        return [turn for turn in self._turns.values() if turn.conversation == conversation]

    def remove_turn(self, turn: int) -> Turn:
        """Drop a turn; the turn as it was.

        Raises:
            MemoryBankError: there is no such turn.
        """
        gone = self._get(turn)
        del self._turns[turn]
        return gone

    def reopen(self, turn: int) -> Turn:
        """Drop a turn's reply, to have another.

        Raises:
            MemoryBankError: there is no such turn.
        """
        opened = replace(self._get(turn), response="", state=TurnState.OPEN, answered=None, recalled=())
        self._turns[turn] = opened
        return opened

    def _get(self, turn: int) -> Turn:
        if turn not in self._turns:
            raise MemoryBankError("no_such_turn", turn=turn)
        return self._turns[turn]
