"""What has been said, newest last; only as many turns are widgets as a person looks at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from textual.containers import VerticalScroll
from textual.css.query import DOMQuery
from textual.geometry import Size
from textual.widget import Widget

from siliconfriend.language import Words
from siliconfriend.memory.records import Turn
from siliconfriend.tui.dates import day_and_weekday
from siliconfriend.tui.weight import HEAVIEST, weight
from siliconfriend.tui.widgets.divider import Divider
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.first_hints import FirstHints
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.sentence import Sentence
from siliconfriend.tui.widgets.turn_view import TurnView

MOST_TURNS = 60
KEPT_TURNS = 30


class Transcript(VerticalScroll):
    """Keeps to the newest words until the user scrolls up; scrolled to its top it asks for earlier turns.

    How Markdown looks is known here, once, and not by every reply: all that knows it is styled with each of them.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bullet",
        "code",
        "code_inline",
        "em",
        "heading",
        "quote",
        "rule",
        "s",
        "strong",
    }

    def __init__(self, words: Words, turns: Sequence[Turn] = (), *, more: bool = False) -> None:
        """Begin with the last stored `turns`; `more`: there may be earlier ones."""
        self._words = words
        self._last_day: date | None = turns[-1].day if turns else None
        super().__init__(*self._first_children(turns, more), id="transcript")

    def _first_children(self, turns: Sequence[Turn], more: bool) -> list[Widget]:
        return [*([self._earlier()] if more else []), *self._views(turns)]

    def on_mount(self) -> None:
        """Keep to the bottom."""
        self.anchor()

    @property
    def turns(self) -> list[TurnView]:
        """The turns on the screen, oldest first."""
        return list(self.query_children(TurnView))

    @property
    def _follows(self) -> bool:
        """Whether it keeps to the newest words, also while more has come than was laid out yet."""
        return self.is_anchored and not self._anchor_released

    @property
    def first_turn(self) -> Turn | None:
        """The oldest stored turn on the screen."""
        return next((view.turn for view in self.turns if view.turn and not view.turn.off_record), None)

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """More in the same room needs no second layout: where the bottom is was known to the first."""
        same_room = container_size == self._container_size
        return super()._size_updated(size, virtual_size, container_size, layout=layout and not same_room)

    async def show_turns(self, words: Words, turns: Sequence[Turn], *, more: bool) -> None:
        """Begin with the last stored `turns`; `more`: there may be earlier ones."""
        self._words = words
        self._last_day = turns[-1].day if turns else None
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all(self._first_children(turns, more))

    async def use_words(self, words: Words) -> None:
        """Speak another language; what has been said stays, and what was told with it."""
        self._words = words
        with self.app.batch_update():
            for one in list(self.children):
                if isinstance(one, TurnView | MemoryLine):
                    await one.use_words(words)
                elif isinstance(one, Sentence | FirstHints):
                    one.say_again()

    async def add_earlier(self, turns: Sequence[Turn], *, more: bool) -> None:
        """Put `turns` before those on the screen, which stay where they are."""
        below = 0 if self._follows else self.max_scroll_y - self.scroll_y
        first = self.first_turn
        with self.app.batch_update():
            if not more:
                await self.query_children(EarlierLine).remove()
            if first and turns:
                top = next(view for view in self.turns if view.turn is first)
                above = self.children[: self.children.index(top)]
                await self.remove_children([one for one in above if isinstance(one, Divider)])
                await self.mount_all([*self._views(turns), *self._between(turns[-1], first)], before=top)
            elif turns:
                await self.mount_all(self._views(turns))
                self._last_day = turns[-1].day
        self.call_after_refresh(self._keep_below, below)

    async def begin(self, query: str, today: date) -> TurnView:
        """Show what the user says now."""
        if today != self._last_day:
            await self._trailing_dividers().remove()
            await self.mount(self._day(today))
            self._last_day = today
        view = TurnView(self._words, query)
        await self.mount(view)
        self.anchor()
        await self._prune()
        return view

    async def add_below(self, query: str) -> TurnView:
        """A place for another reply to `query`."""
        view = TurnView(self._words, query)
        await self.mount(view)
        return view

    async def remove_turn(self, turn: Turn) -> None:
        """Take a turn off the screen, and the line above it if nothing is left below that.

        The last line stays: what is said next stands below it.
        """
        last = self.children[-1:]
        for view in self.turns:
            if view.turn is not None and view.turn.id == turn.id:
                await view.remove()
        children = list(self.children)
        for one, below in zip(children, [*children[1:], None], strict=True):
            bare = isinstance(below, Divider) or (below is None and one not in last)
            if bare and isinstance(one, Divider) and not one.has_class("off-record"):
                await one.remove()
        left = self.turns
        self._last_day = left[-1].turn.day if left and left[-1].turn else None

    async def divide(self) -> None:
        """Mark that a new conversation begins, once."""
        turns = self.turns
        if turns and not self._divided(turns[-1], None):
            await self.mount(self._new_conversation())

    async def go_off_record(self, begun: Callable[[], str]) -> None:
        """Mark that nothing from here on is stored, as `begun` says."""
        await self.query_children("Divider:last-child").remove()
        await self.mount(divider := Divider(begun))
        divider.add_class("off-record")
        self.anchor()

    async def divide_above(self, view: TurnView, turn: Turn) -> None:
        """Show, if nothing does yet, that `turn`, which begins in `view`, is not of the conversation above."""
        turns = self.turns
        known = [one for one in turns[: turns.index(view)] if one.turn]
        if known and known[-1].turn and not turn.off_record and not self._divided(known[-1], view):
            await self.mount_all(self._between(known[-1].turn, turn), before=view)

    def _divided(self, above: TurnView, below: TurnView | None) -> bool:
        """Whether there is a line between two turns, or below the last one; what is told may stand there too."""
        children = list(self.children)
        end = children.index(below) if below is not None else None
        return any(isinstance(one, Divider) for one in children[children.index(above) + 1 : end])

    async def remove_off_record(self, ended: Callable[[], str]) -> None:
        """Take what is nowhere stored off the screen, with what stands below it; there `ended` says so."""
        children = list(self.children)
        first = next((one for one in children if isinstance(one, Divider) and one.has_class("off-record")), None)
        if first is not None:
            await self.remove_children(children[children.index(first) :])
        left = [view.turn for view in self.turns if view.turn]
        self._last_day = left[-1].day if left else None
        await self.mount(Divider(ended))
        self.anchor()

    def _trailing_dividers(self) -> DOMQuery[Widget]:
        """Those that nothing stands below, but where words off the record begin: they are removed from there."""
        return DOMQuery(self, filter="Divider:last-child", exclude=".off-record", deep=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """At the top, ask for earlier turns."""
        super().watch_scroll_y(old_value, new_value)
        if new_value <= 0 < old_value and self.query_children(EarlierLine):
            self.post_message(EarlierLine.Asked())

    async def _prune(self) -> None:
        """Let the oldest turns go when there are too many; they can be asked for again."""
        turns = self.turns
        if len(turns) <= MOST_TURNS and sum(weight(view.response) for view in turns) <= HEAVIEST:
            return
        first = turns[-min(KEPT_TURNS, (len(turns) + 1) // 2)]
        with self.app.batch_update():
            children = list(self.children)
            await self.remove_children(children[: children.index(first)])
            day = [self._day(first.turn.day)] if first.turn else []
            await self.mount_all([self._earlier(), *day], before=0)

    def _keep_below(self, below: float) -> None:
        if below < 1:
            self.anchor()  # scrolling lets go of the bottom, and a narrower window would hide the newest words
        else:
            self.scroll_to(y=self.max_scroll_y - below, animate=False, immediate=True)

    def _views(self, turns: Sequence[Turn]) -> list[Widget]:
        views: list[Widget] = []
        for before, turn in zip([None, *turns], turns, strict=False):
            views += [*self._between(before, turn), TurnView(self._words, turn.query, turn)]
        return views

    def _earlier(self) -> EarlierLine:
        return EarlierLine(lambda: self._words("tui.transcript.earlier"))

    def _day(self, day: date) -> Divider:
        return Divider(lambda: day_and_weekday(self._words, day))

    def _new_conversation(self) -> Divider:
        return Divider(lambda: self._words("tui.transcript.new_conversation"))

    def _between(self, before: Turn | None, turn: Turn) -> list[Widget]:
        """What stands between two turns: the day when it is another one, else a new conversation."""
        if before is None or before.day != turn.day:
            return [self._day(turn.day)]
        if before.conversation != turn.conversation:
            return [self._new_conversation()]
        return []
