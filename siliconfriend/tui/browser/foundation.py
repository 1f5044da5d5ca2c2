"""What every part of the browser stands on: where one is, the memory that a key means, and what is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.widgets import Static

from siliconfriend.memory.records import Kind, MemoryState
from siliconfriend.tui.browser.held_key import HeldKey
from siliconfriend.tui.browser.lines import Sight
from siliconfriend.tui.browser.memory_detail import MemoryDetail
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.messages import NotDone
from siliconfriend.tui.told_to_the_screen import ToldToTheScreen

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.looking import Listed
    from siliconfriend.memory.reflected import Replaced
    from siliconfriend.tui.browser.host import Browsed, BrowserHost


@dataclass(frozen=True, slots=True)
class Chosen:
    """The memory that a key means."""

    id: int
    kind: Kind
    state: MemoryState
    factor: float
    turn: int | None
    reworded: bool


@dataclass(frozen=True, slots=True)
class Past:
    """A memory as it stood `before` something was `done` with it, or what it said; neither: it was deleted."""

    memory: int
    before: Listed | None = None
    words: Replaced | None = None
    done: str = ""

    @property
    def deleted(self) -> bool:
        """Whether it is gone for good when there is no way back any more."""
        return self.before is None and self.words is None


class Foundation(Vertical, ToldToTheScreen):
    """The memory looked through, and the note below it."""

    def __init__(self, words: Words, host: BrowserHost, browsed: Browsed) -> None:
        super().__init__()
        self._words = words
        self._host = host
        self._browsed = browsed
        self._bank: Bank = host.bank
        self._past: list[Past] = []
        self._doomed: int | None = None
        self._said = ""
        self._held = HeldKey()

    def _sight(self) -> Sight:
        needles = tuple(self._browsed.wanted.text.lower().split())
        plain = self.app.has_class("-plain")
        return Sight(self._words, self._host.clock(), self._bank.curve, needles, plain)

    def _chosen(self) -> Chosen | None:
        if self._browsed.opened:
            known = self.query_one(MemoryDetail).known
            if known is None:
                return None
            memory = known.memory
            return Chosen(memory.id, memory.kind, memory.state, known.factor, memory.turn, known.reworded)
        listed = self.query_one(MemoryList).chosen
        if listed is None:
            return None
        return Chosen(listed.id, listed.kind, listed.state, listed.factor, listed.turn, listed.reworded)

    def _say(self, string: str, **values: object) -> None:
        self._say_in_full(string, self._words(f"browser.done.{string}", **values))

    def _say_in_full(self, string: str, text: str) -> None:
        note = self.query_one("#browser-note", Static)
        note.remove_class("trouble")
        note.update(text)
        self._said = string

    def _forget_note(self) -> None:
        """What was told belongs to where one was."""
        if self._said:
            self._said = ""
            self.query_one("#browser-note", Static).update("")

    def _spare(self) -> None:
        if self._doomed is not None:
            self._doomed = None
            self._forget_note()

    @on(NotDone)
    def _say_why_not(self, event: NotDone) -> None:
        event.stop()
        note = self.query_one("#browser-note", Static)
        note.add_class("trouble")
        self._said = event.error.code
        note.update(self._words(f"errors.{event.error.code}", **event.error.details))
