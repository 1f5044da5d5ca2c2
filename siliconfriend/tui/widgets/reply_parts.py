"""A reply as widgets: parts of a bounded size, of which only the last few are laid out."""

from __future__ import annotations

from typing import Final

from textual.widget import Widget

from siliconfriend.language import Words
from siliconfriend.tui.markdown.segments import segments, split
from siliconfriend.tui.visible import visible
from siliconfriend.tui.widgets.fold_line import FoldLine
from siliconfriend.tui.widgets.reply_markdown import ReplyMarkdown

MOST_PARTS: Final = 8


def reply_widgets(words: Words, response: str) -> list[Widget]:
    """A stored reply."""
    parts = segments(visible(response))
    hidden = parts[:-MOST_PARTS]
    fold = [FoldLine(words, ReplyMarkdown, hidden, above=True)] if hidden else []
    *before, last = parts[-MOST_PARTS:]
    return [*fold, *map(ReplyMarkdown, before), ReplyMarkdown(last, ends=True)]


class GrowingReply:
    """A reply that arrives piece by piece inside `home`."""

    def __init__(self, words: Words, home: Widget) -> None:
        self._words = words
        self._home = home
        self._shown: list[tuple[ReplyMarkdown, str]] = []
        self._fold: FoldLine | None = None
        self._growing: ReplyMarkdown | None = None
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
        """Nothing more comes: what grew last is read once more, whole."""
        if self._growing is not None:
            self._growing.add_class("ending")
            self._growing.replace(self._written)

    async def _write(self, text: str) -> None:
        """Let the part that grows become `text`, which begins with what it was."""
        if len(text) > len(self._written):
            if self._growing is None:
                self._growing = ReplyMarkdown()
                await self._home.mount(self._growing)
            self._growing.grow(text[len(self._written) :])
            self._written = text

    async def _end_part(self) -> None:
        if self._growing is None:
            return
        self._growing.replace(self._written)
        self._shown.append((self._growing, self._written))
        self._growing, self._written = None, ""
        if len(self._shown) >= MOST_PARTS:
            await self._fold_oldest()

    async def _fold_oldest(self) -> None:
        oldest, text = self._shown.pop(0)
        if self._fold is None:
            self._fold = FoldLine(self._words, ReplyMarkdown, [text], above=True)
            await self._home.mount(self._fold, before=oldest)
        else:
            self._fold.hide(text)
        await oldest.remove()
