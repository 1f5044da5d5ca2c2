"""What a person thinks of a memory that a reply recalled: it counts for less, it never comes up, or as before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages, opinions
from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.report import Report

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.tui.widgets.recalled_piece import RecalledPiece


class Judged(Report):
    """What one thinks of a memory is kept; it counted for so much `before`, if that can be taken back."""

    piece: RecalledPiece
    said: str
    before: float | None


class Opining(Room):
    """It is kept in a thread, and the piece says so."""

    @on(opinions.OutOfPlace)
    def _lower(self, event: opinions.OutOfPlace) -> None:
        self._judge(event.piece, event.memory, "lowered_now", lambda bank: bank.not_this_one([event.memory]))

    @on(opinions.NeverAgain)
    def _silence(self, event: opinions.NeverAgain) -> None:
        self._judge(event.piece, event.memory, "never_now", lambda bank: bank.never_recall([event.memory]))

    @on(opinions.TakenBack)
    def _take_back(self, event: opinions.TakenBack) -> None:
        def as_before(bank: Bank) -> None:
            stands = bank.lines([event.memory])[0]
            bank.put_back(event.memory, stands.state, event.factor, self.friend.core.clock(), let_go=stands.let_go)

        self._judge(event.piece, event.memory, "taken_back", as_before)

    def _judge(self, piece: RecalledPiece, memory: int, said: str, judge: Callable[[Bank], None]) -> None:
        if self.companion is not None:
            self._judge_with(self.companion.bank, piece, memory, said, judge)

    @work(thread=True, group="judging", exit_on_error=False)
    def _judge_with(
        self, bank: Bank, piece: RecalledPiece, memory: int, said: str, judge: Callable[[Bank], None]
    ) -> None:
        try:
            before = bank.verdicts().get(memory, 1.0)
            judge(bank)
            self.post_message(Judged(piece, said, None if said == "taken_back" else before))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(Judged)
    def _say_judged(self, event: Judged) -> None:
        said = self.words(f"browser.why.{event.said}", key=self.way_to("memories"))
        event.piece.say(said, event.before)
