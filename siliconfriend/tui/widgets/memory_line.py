"""Memories in one quiet line that opens to the full pieces with their dates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import ClassVar, Protocol, runtime_checkable

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from siliconfriend.language import Words
from siliconfriend.memory.records import Kind, Memory, Recollection
from siliconfriend.tui.dates import day
from siliconfriend.tui.visible import one_line

SAMPLE_CHARACTERS = 200
TO_SENT = Style.from_meta({"@click": "screen.sent"})


@runtime_checkable
class ShowsWhatWasSent(Protocol):
    """The screen of a conversation, not one that looks back on it."""

    def action_sent(self) -> None:
        """Show what was sent for the last reply."""

    def way_to(self, command: str) -> str:
        """How a person gets at `command`."""


class MemoryLine(Widget, can_focus=True):
    """`memories` under what `heading` says, before the first one's date; `count` of them, if not all are here."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "open", show=False)]

    opened = reactive(False, init=False)

    def __init__(
        self, words: Words, heading: Callable[[], str], memories: Sequence[Memory], count: int = 0
    ) -> None:
        super().__init__()
        self._recalled: Sequence[Recollection] = ()
        self._words = words
        self._heading = heading
        self._memories = memories
        self._count = count or len(memories)
        self._going: frozenset[int] = frozenset()

    @classmethod
    def of_reply(cls, words: Words, recalled: Sequence[Recollection]) -> MemoryLine:
        """What was `recalled` for a reply; opened, each piece says why."""
        line = cls(words, lambda: words("tui.memories.remembered"), [one.memory for one in recalled])
        line._recalled = recalled
        return line

    def compose(self) -> ComposeResult:
        """The line; its pieces are made when they are asked for."""
        yield Static(self._summary(), id="summary", markup=False)

    async def use_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        if self.display:
            await self._show_pieces()

    def action_open(self) -> None:
        """Open or close it."""
        self.opened = not self.opened

    @property
    def ids(self) -> set[int]:
        """Which memories it shows."""
        return {one.id for one in self._seen}

    @property
    def held(self) -> set[int]:
        """Those, and the ones that are being deleted and may come back."""
        return {one.id for one in self._memories}

    @property
    def _seen(self) -> list[Memory]:
        return [one for one in self._memories if one.id not in self._going]

    async def leave_out(self, gone: Collection[int], going: Collection[int]) -> None:
        """Hold the memories `gone` no longer, and show those `going` only when they have come back; without any
        it goes itself.
        """
        left = [one for one in self._memories if one.id not in gone]
        still_going = frozenset(one.id for one in left if one.id in going)
        if not left:
            await self.remove()
        elif len(left) < len(self._memories) or still_going != self._going:
            self._count -= len(self._memories) - len(left)
            self._memories, self._going = left, still_going
            self._recalled = [one for one in self._recalled if one.memory.id not in gone]
            self.display = bool(self._seen)
            if self.display:
                await self._show_pieces()

    def on_click(self, event: events.Click) -> None:
        """A click on the line does the same; one on the pieces does not."""
        if event.widget is not None and event.widget.id == "summary":
            event.stop()
            self.action_open()

    async def watch_opened(self, opened: bool) -> None:
        """Show the pieces and go there, or remove them."""
        await self._show_pieces()
        if opened:
            self.call_after_refresh(self._go_to_pieces)

    async def _show_pieces(self) -> None:
        self.query_one("#summary", Static).update(self._summary())
        await self.query("#pieces").remove()
        if self.opened:
            await self.mount(self._opened())

    def _go_to_pieces(self) -> None:
        """The first of those that have keys of their own gets the focus; letters still go to the composer."""
        self.scroll_visible(animate=False)
        for piece in self.query("#pieces > *"):
            if piece.can_focus:
                piece.focus()
                return

    def _summary(self) -> str:
        first, others = self._seen[0], self._count - len(self._going) - 1
        more = self._words("tui.memories.more", count=others) if others else ""
        mark = "▾" if self.opened else "▸"
        sample = one_line(first.query)[:SAMPLE_CHARACTERS]
        return f"{mark} {self._heading()}{day(self._words, first.day)}{more} · {sample}"

    def _opened(self) -> Widget:
        if not self._recalled:
            return Static(self._pieces(), id="pieces", markup=False)
        from siliconfriend.tui.widgets.recalled_piece import RecalledPiece  # not before the first frame

        pieces: list[Widget] = [
            RecalledPiece(self._words, one) for one in self._recalled if one.memory.id not in self._going
        ]
        if isinstance(self.screen, ShowsWhatWasSent):
            pieces.append(self._to_sent(self.screen.way_to("sent")))
        return Vertical(*pieces, id="pieces")

    def _to_sent(self, way: str) -> Static:
        told = self._words("candour.sent.way", way=way)
        at = told.index(way)
        text = Content.styled(told, "$quiet").stylize("$primary", at, at + len(way)).stylize(TO_SENT)
        line = Static(text, id="to-sent", markup=False)
        line.auto_links = False
        return line

    def _pieces(self) -> Content:
        return Content("\n\n").join([self._piece(one) for one in self._seen])

    def _piece(self, memory: Memory) -> Content:
        from siliconfriend.tui.markdown.in_lines import in_lines  # not before the first frame
        from siliconfriend.tui.words_of_memory import words_of

        head = day(self._words, memory.day)
        if memory.kind is not Kind.TURN:
            head = f"{head} · {self._words(f'tui.memories.kinds.{memory.kind.value}')}"
        lines = [Content.styled(head, "$accent"), Content(words_of(memory))]
        if memory.response:
            lines.append(Content.styled(in_lines(memory.response), "$quiet"))
        return Content("\n").join(lines)
