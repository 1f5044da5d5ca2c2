"""What is remembered, to look through and to govern; the same beside the chat and on a screen of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from siliconfriend.tui.browser.key_line import KeyLine
from siliconfriend.tui.browser.legend import Legend
from siliconfriend.tui.browser.memory_detail import MemoryDetail
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.browser.undoing import Undoing
from siliconfriend.tui.widgets.field import Field

if TYPE_CHECKING:
    from siliconfriend.language import Words


class MemoryBrowser(Undoing):
    """A list that typing narrows; Enter opens one memory in its place."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    MemoryBrowser {
        background: $background;
        & > #browser-head { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & > Field { margin: 0 0 1 0; }
        & > #browser-note { height: auto; padding: 0 1; color: $accent; }
        & > #browser-note.trouble { color: $error; }
        & > MemoryDetail { display: none; margin-top: 1; }
        &.-opened > MemoryDetail { display: block; }
        &.-opened > MemoryList, &.-opened > Field, &.-opened > Legend { display: none; }
    }
    """

    def compose(self) -> ComposeResult:
        """Head, search, list or one memory, what happened, keys."""
        yield Static(id="browser-head", markup=False)
        yield Field(self._browsed.wanted.text, placeholder=self._words("browser.find"), compact=True)
        yield MemoryList(self._bank.listed, self._sight())
        yield MemoryDetail()
        yield Legend(self._words)
        yield Static(id="browser-note", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the list; open what was open."""
        self._show_head(None)
        self._show_keys()
        if self._browsed.wanted.narrowed:
            self._say("narrowed", only=self._only())
        self.reload(self._browsed.memory)
        if self._browsed.opened and self._browsed.memory is not None:
            self._open(self._browsed.memory)
        self.query_one(MemoryList).focus()

    def read_again(self) -> None:
        """Show what was changed elsewhere; the keys stay where they are."""
        chosen, opened = self.query_one(MemoryList).chosen, self.query_one(MemoryDetail).known
        if opened is not None:
            self._open(opened.memory.id, again=True)
            self.reload(opened.memory.id)
        else:
            self.reload(chosen.id if chosen is not None else None)

    def use_words(self, words: Words) -> None:
        """Speak another language; what was just told goes."""
        self._words = words
        self._spare()
        self._forget_note()
        listed, detail = self.query_one(MemoryList), self.query_one(MemoryDetail)
        self.query_one(Field).placeholder = words("browser.find")
        listed.see(self._sight())
        if detail.known is not None:
            detail.show(detail.known, self._sight())
        self._show_head(listed.listing)
        self.query_one(Legend).use_words(words)
        self._show_keys()

    def focus_list(self) -> None:
        """Go on where the cursor is."""
        (self.query_one(MemoryDetail) if self._browsed.opened else self.query_one(MemoryList)).focus()

    def action_back(self) -> None:
        """From a memory to the list, from acting to typing, from what was looked for to all, then to the chat."""
        search = self.query_one(Field)
        if self._browsed.opened:
            self._close_detail()
            self.query_one(MemoryList).focus()
        elif self._acting:
            self.action_end_acting()
        elif search.value or self._browsed.wanted.narrowed:
            self.action_everything()
        elif search.has_focus:
            self.query_one(MemoryList).focus()
        else:
            self.leave()

    def leave(self) -> None:
        """To the chat; the next time one is where one was."""
        self._remember_place()
        self._host.close_browser()
