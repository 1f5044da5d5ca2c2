"""Plain ways of finding memories, which recall has to beat: BM25 alone, vectors alone, the newest turns.

Beside them, if so wished, ablations: recall without one of its parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.memory.modes import Mode
from siliconfriend.memory.records import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Memory

BM25 = "bm25"
DENSE = "dense"
RECENCY = "recency"

ABLATIONS = {
    mode.value.replace(" ", "_"): mode
    for mode in (Mode.WITHOUT_MEANING, Mode.WITHOUT_WORDS, Mode.WITHOUT_TIME, Mode.WITHOUT_NEIGHBOURS)
}


class Baselines:
    """The baselines over one bank; there is no `DENSE` without an embedder."""

    def __init__(self, bank: Bank, *, dense: bool, ablations: bool = False) -> None:
        self._bank = bank
        self._modes = {BM25: Mode.WORDS, DENSE: Mode.MEANING} if dense else {BM25: Mode.WORDS}
        if ablations:
            self._modes |= ABLATIONS
        turns = (memory for memory in bank.memories.everything() if memory.kind is Kind.TURN)
        self._newest = sorted(turns, key=lambda turn: (turn.day, turn.index), reverse=True)

    def ranked(self, question: str, k: int, now: datetime) -> dict[str, Sequence[Memory]]:
        """The `k` best memories by each baseline, best first."""
        found: dict[str, Sequence[Memory]] = {
            name: [one.memory for one in self._bank.recall(question, k=k, now=now, mode=mode)]
            for name, mode in self._modes.items()
        }
        found[RECENCY] = self._newest[:k]
        return found
