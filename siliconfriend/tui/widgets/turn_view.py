"""One turn: what the user said, the reply, how it ended and what was remembered for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from siliconfriend.language import Words
from siliconfriend.memory.records import Turn, TurnState
from siliconfriend.tui.markdown_signs import is_plain
from siliconfriend.tui.visible import visible
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.notice import Notice

if TYPE_CHECKING:
    from textual.widgets.markdown import MarkdownStream

    from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown


class TurnView(Vertical):
    """A stored turn, or one that is on its way: then `grow` adds to the reply and `finish` ends it.

    Markdown is imported when the first reply needs it; the first frame does not.
    """

    def __init__(self, words: Words, query: str, turn: Turn | None = None) -> None:
        super().__init__()
        self._words = words
        self.query_text = query
        self.turn = turn
        self._markdown: ReplyMarkdown | None = None
        self._stream: MarkdownStream | None = None

    def compose(self) -> ComposeResult:
        """A reply of plain text is one cheap widget; Markdown costs one a paragraph."""
        yield Static(visible(self.query_text), markup=False, classes="said")
        if self.turn:
            if self.turn.response:
                yield self._reply(visible(self.turn.response))
            yield from self._ending(self.turn, "")

    @staticmethod
    def _reply(text: str) -> Widget:
        if is_plain(text):
            return Static(text, markup=False, classes="reply")
        from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown

        return ReplyMarkdown(text)

    async def grow(self, piece: str) -> None:
        """Add `piece` to the reply."""
        if self._stream is None:
            from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown

            self._markdown = markdown = ReplyMarkdown()
            await self.mount(markdown)
            self._stream = ReplyMarkdown.get_stream(markdown)
        await self._stream.write(visible(piece))

    async def finish(self, turn: Turn, error: str = "") -> None:
        """The reply ended as `turn` says; `error` is the sentence to show when it failed."""
        self.turn = turn
        if self._stream is not None and self._markdown is not None:
            await self._stream.stop()
            await self._markdown.update(visible(turn.response))
        await self.mount_all(self._ending(turn, error))

    async def beside(self, widget: Widget) -> None:
        """Show `widget` between what was said and the reply."""
        await self.mount(widget, after=0)

    @property
    def memories(self) -> MemoryLine | None:
        """The line of what was remembered."""
        return next(iter(self.query(MemoryLine)), None)

    def _ending(self, turn: Turn, error: str) -> list[Widget]:
        widgets: list[Widget] = []
        if error:
            widgets.append(Notice(error, trouble=True))
        elif turn.state is not TurnState.FINISHED:
            widgets.append(Notice(self._words(f"tui.turn.{turn.state.value}")))
        if turn.recalled:
            memories = [one.memory for one in turn.recalled]
            widgets.append(MemoryLine(self._words, self._words("tui.memories.remembered"), memories))
        return widgets
