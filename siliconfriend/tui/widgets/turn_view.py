"""One turn: what the user said, the reply, how it ended and what was remembered for it."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from siliconfriend.language import Words
from siliconfriend.memory.records import Turn, TurnState
from siliconfriend.models.cut_short import Cut
from siliconfriend.tui.markdown.segments import segments
from siliconfriend.tui.visible import visible
from siliconfriend.tui.widgets.care_notice import CareNotice
from siliconfriend.tui.widgets.fold_line import FoldLine
from siliconfriend.tui.widgets.laid_out_once import LaidOutOnce
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.reply_parts import GrowingReply, reply_widgets


class TurnView(Vertical, LaidOutOnce):
    """A stored turn, or one that is on its way: then `grow` adds to the reply and `finish` ends it."""

    def __init__(self, words: Words, query: str, turn: Turn | None = None) -> None:
        super().__init__()
        self._words = words
        self.query_text = query
        self.turn = turn
        self._help: Callable[[], str] | None = None
        self._error: Callable[[], str] | None = None
        self._stopped: Callable[[], str] | None = None
        self._cut: Cut | None = None
        self.read_in_part = False
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
            if self.response:
                yield from self._who_replies()
                yield from reply_widgets(self._words, self.response)
            yield from self._ending(self.turn)
        if self._help is not None:
            yield CareNotice(self._help)

    @property
    def response(self) -> str:
        """The reply, as far as it has come, also when it could not be kept."""
        return "".join(self._arrived) or (self.turn.response if self.turn else "")

    async def grow(self, piece: str) -> None:
        """Add `piece` to the reply."""
        if self._growing is None:
            await self.mount_all(self._who_replies())
            self._growing = GrowingReply(self._words, self)
        self._arrived.append(piece)
        await self._growing.add(piece)

    async def finish(self, turn: Turn, error: Callable[[], str] | None = None, cut: Cut | None = None) -> None:
        """The reply ended as `turn` says; `error` says why it failed, `cut` why it is cut short. Where help is
        comes under it: a long reply would have taken it out of sight.
        """
        self.turn, self._error, self._cut = turn, error, cut
        if self._growing is not None:
            await self._growing.finish()
        elif turn.response:
            await self.mount_all(self._who_replies())
            await self.mount_all(reply_widgets(self._words, turn.response))
        await self.mount_all(self._ending(turn))
        for notice in self.query_children(CareNotice):
            self.move_child(notice, after=self.children[-1])

    async def fall_back(self, turn: Turn, error: Callable[[], str] | None) -> None:
        """Other words than have come are what is kept: show the `turn` as it is, and what `error` says."""
        self.turn, self._error = turn, error
        self._growing, self._arrived = None, []
        await self.recompose()

    async def use_words(self, words: Words) -> None:
        """Speak another language; a reply on its way goes on as it is."""
        self._words = words
        for notice in self.query(CareNotice):
            notice.say_again()
        if self.turn is not None:
            self._growing = None
            await self.recompose()

    async def show_help(self, say: Callable[[], str]) -> None:
        """Say where help is, under what was said, and under the reply when that is there; `say` says it in the
        language spoken then.
        """
        if self._help is not None:
            return
        self._help = say
        if self.turn is None:  # nothing of the reply is there yet
            await self.mount(CareNotice(say))
        else:
            await self.recompose()

    async def say_why_stopped(self, say: Callable[[], str]) -> None:
        """The reply broke off for a reason that no turn keeps, which `say` says."""
        self._stopped = say
        await self.recompose()

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

    def _ending(self, turn: Turn) -> list[Widget]:
        widgets: list[Widget] = []
        if self._error:
            widgets.append(Notice(self._error, trouble=True))
        elif turn.state is not TurnState.FINISHED:
            widgets.append(Notice(self._stopped or (lambda: self._words(f"tui.turn.{turn.state.value}"))))
        elif self._cut is not None:
            reason = self._cut.value
            widgets.append(Notice(lambda: self._words(f"tui.turn.cut.{reason}")))
        if self.read_in_part:
            widgets.append(Notice(lambda: self._words("tui.turn.read_in_part")))
        if turn.recalled:
            widgets.append(MemoryLine.of_reply(self._words, turn.recalled))
        return widgets


def _said(text: str) -> Widget:
    return Static(text, markup=False, classes="said")
