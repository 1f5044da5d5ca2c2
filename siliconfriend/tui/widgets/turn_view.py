"""One turn: what the user said, the reply, how it ended and what was remembered for it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from siliconfriend.language import Words
from siliconfriend.memory.records import Turn, TurnState
from siliconfriend.tui.segments import segments
from siliconfriend.tui.visible import visible
from siliconfriend.tui.widgets.fold_line import FoldLine
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.reply_parts import GrowingReply, reply_widgets


class TurnView(Vertical):
    """A stored turn, or one that is on its way: then `grow` adds to the reply and `finish` ends it."""

    def __init__(self, words: Words, query: str, turn: Turn | None = None) -> None:
        super().__init__()
        self._words = words
        self.query_text = query
        self.turn = turn
        self._growing: GrowingReply | None = None
        self._arrived: list[str] = []

    def compose(self) -> ComposeResult:
        """What was said, and of a stored turn the reply and how it ended."""
        if self._plain:
            yield Static(self._words("settings.plain.said"), classes="speaker", markup=False)
        first, *others = segments(visible(self.query_text))
        yield _said(first)
        if others:
            yield FoldLine(self._words, _said, others, above=False)
        if self.turn:
            if self.turn.response:
                yield from self._who_replies()
                yield from reply_widgets(self._words, self.turn.response)
            yield from self._ending(self.turn, "")

    @property
    def response(self) -> str:
        """The reply, as far as it has come."""
        return self.turn.response if self.turn else "".join(self._arrived)

    async def grow(self, piece: str) -> None:
        """Add `piece` to the reply."""
        if self._growing is None:
            await self.mount_all(self._who_replies())
            self._growing = GrowingReply(self._words, self)
        self._arrived.append(piece)
        await self._growing.add(piece)

    async def finish(self, turn: Turn, error: str = "") -> None:
        """The reply ended as `turn` says; `error` is the sentence to show when it failed."""
        self.turn = turn
        if self._growing is not None:
            await self._growing.finish()
        elif turn.response:
            await self.mount_all(self._who_replies())
            await self.mount_all(reply_widgets(self._words, turn.response))
        await self.mount_all(self._ending(turn, error))

    async def beside(self, widget: Widget) -> None:
        """Show `widget` between what was said and the reply."""
        await self.mount(widget, after=0)

    @property
    def memories(self) -> MemoryLine | None:
        """The line of what was remembered."""
        return next(iter(self.query(MemoryLine)), None)

    @property
    def _plain(self) -> bool:
        """Whether who speaks is said in words."""
        return self.app.has_class("-plain")

    def _who_replies(self) -> list[Widget]:
        return [Static(self._words("settings.plain.reply"), classes="speaker", markup=False)] if self._plain else []

    def _ending(self, turn: Turn, error: str) -> list[Widget]:
        widgets: list[Widget] = []
        if error:
            widgets.append(Notice(error, trouble=True))
        elif turn.state is not TurnState.FINISHED:
            widgets.append(Notice(self._words(f"tui.turn.{turn.state.value}")))
        if turn.recalled:
            widgets.append(MemoryLine.of_reply(self._words, turn.recalled))
        return widgets


def _said(text: str) -> Widget:
    return Static(text, markup=False, classes="said")
