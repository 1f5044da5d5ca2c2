"""Memories in one quiet line that opens to the full pieces with their dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from siliconfriend.language import Words
from siliconfriend.memory.records import Kind, Memory, Recollection
from siliconfriend.tui.dates import day
from siliconfriend.tui.visible import one_line, visible

SAMPLE_CHARACTERS = 200


class MemoryLine(Widget, can_focus=True):
    """`memories` under `heading`, a phrase before the first one's date; `count` of them, if not all are here."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "open", show=False)]

    opened = reactive(False, init=False)

    def __init__(self, words: Words, heading: str, memories: Sequence[Memory], count: int = 0) -> None:
        super().__init__()
        self._recalled: Sequence[Recollection] = ()
        self._words = words
        self._heading = heading
        self._memories = memories
        self._count = count or len(memories)

    @classmethod
    def of_reply(cls, words: Words, recalled: Sequence[Recollection]) -> MemoryLine:
        """What was `recalled` for a reply; opened, each piece says why."""
        line = cls(words, words("tui.memories.remembered"), [one.memory for one in recalled])
        line._recalled = recalled
        return line

    def compose(self) -> ComposeResult:
        """The line; its pieces are made when they are asked for."""
        yield Static(self._summary(), id="summary", markup=False)

    def action_open(self) -> None:
        """Open or close it."""
        self.opened = not self.opened

    def on_click(self, event: events.Click) -> None:
        """A click on the line does the same; one on the pieces does not."""
        if event.widget is not None and event.widget.id == "summary":
            event.stop()
            self.action_open()

    async def watch_opened(self, opened: bool) -> None:
        """Show or remove the pieces."""
        self.query_one("#summary", Static).update(self._summary())
        await self.query("#pieces").remove()
        if opened:
            await self.mount(self._opened())
            self.call_after_refresh(self._go_to_pieces)

    def _go_to_pieces(self) -> None:
        """The first of those that have keys of their own gets the focus; letters still go to the composer."""
        self.scroll_visible(animate=False)
        for piece in self.query("#pieces > *"):
            if piece.can_focus:
                piece.focus()
                return

    def _summary(self) -> str:
        first, others = self._memories[0], self._count - 1
        more = " " + self._words("tui.memories.more", count=others) if others else ""
        mark = "▾" if self.opened else "▸"
        sample = one_line(first.query)[:SAMPLE_CHARACTERS]
        return f"{mark} {self._heading}{day(self._words, first.day)}{more} · {sample}"

    def _opened(self) -> Widget:
        if not self._recalled:
            return Static(self._pieces(), id="pieces", markup=False)
        from siliconfriend.tui.widgets.recalled_piece import RecalledPiece  # not before the first frame

        return Vertical(*(RecalledPiece(self._words, one) for one in self._recalled), id="pieces")

    def _pieces(self) -> Content:
        return Content("\n\n").join([self._piece(one) for one in self._memories])

    def _piece(self, memory: Memory) -> Content:
        head = day(self._words, memory.day)
        if memory.kind is not Kind.TURN:
            head = f"{head} · {self._words(f'tui.memories.kinds.{memory.kind.value}')}"
        lines = [Content.styled(head, "$accent"), Content(visible(memory.query))]
        if memory.response:
            lines.append(Content.styled(visible(memory.response), "$quiet"))
        return Content("\n").join(lines)
