"""A reply as widgets: parts of a bounded size, of which only the last few are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.widget import Widget
from textual.widgets import Static

from siliconfriend.language import Words
from siliconfriend.tui.markdown_signs import is_plain
from siliconfriend.tui.segments import segments, split
from siliconfriend.tui.visible import visible
from siliconfriend.tui.widgets.fold_line import FoldLine

if TYPE_CHECKING:
    from textual.widgets.markdown import MarkdownStream

    from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown

MOST_PARTS: Final = 2


def reply_part(text: str, *, ends: bool = False) -> Widget:
    """Plain text is one cheap widget. Markdown costs one a paragraph, and is imported when first needed."""
    if is_plain(text):
        return Static(text.rstrip("\n"), markup=False, classes="reply ending" if ends else "reply")
    from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown

    return ReplyMarkdown(text, ends=ends)


def reply_widgets(words: Words, response: str) -> list[Widget]:
    """A stored reply."""
    parts = segments(visible(response))
    hidden = parts[:-MOST_PARTS]
    fold = [FoldLine(words, reply_part, hidden, above=True)] if hidden else []
    *before, last = parts[-MOST_PARTS:]
    return [*fold, *map(reply_part, before), reply_part(last, ends=True)]


class GrowingReply:
    """A reply that arrives piece by piece inside `home`."""

    def __init__(self, words: Words, home: Widget) -> None:
        self._words = words
        self._home = home
        self._shown: list[tuple[ReplyMarkdown, str]] = []
        self._fold: FoldLine | None = None
        self._growing: tuple[ReplyMarkdown, MarkdownStream] | None = None
        self._tail = ""
        self._written = ""

    async def add(self, piece: str) -> None:
        """Add `piece`."""
        self._tail += visible(piece)
        while found := split(self._tail):
            head, self._tail = found
            await self._write(head)
            await self._end_part()
        await self._write(self._tail)

    async def finish(self) -> None:
        """Nothing more comes: what grew last is laid out once more, whole."""
        if self._growing is not None:
            markdown, text = self._growing[0], self._written
            await self._end_part()
            markdown.ends = True
            await markdown.update(text)

    async def _write(self, text: str) -> None:
        """Let the part that grows become `text`, which begins with what it was."""
        if len(text) > len(self._written):
            self._growing = self._growing or await self._begin_part()
            await self._growing[1].write(text[len(self._written) :])
            self._written = text

    async def _begin_part(self) -> tuple[ReplyMarkdown, MarkdownStream]:
        from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown

        markdown = ReplyMarkdown()
        await self._home.mount(markdown)
        return markdown, ReplyMarkdown.get_stream(markdown)

    async def _end_part(self) -> None:
        if self._growing is None:
            return
        markdown, stream = self._growing
        await stream.stop()
        self._shown.append((markdown, self._written))
        self._growing, self._written = None, ""
        if len(self._shown) >= MOST_PARTS:
            await self._fold_oldest()

    async def _fold_oldest(self) -> None:
        oldest, text = self._shown.pop(0)
        if self._fold is None:
            self._fold = FoldLine(self._words, reply_part, [text], above=True)
            await self._home.mount(self._fold, before=oldest)
        else:
            self._fold.hide(text)
        await oldest.remove()
