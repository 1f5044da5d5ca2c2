"""What has been said, newest last; only as many turns are widgets as a person looks at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.containers import VerticalScroll
from textual.css.query import DOMQuery
from textual.widget import Widget

from siliconfriend.language import Words
from siliconfriend.memory.records import Turn
from siliconfriend.tui.dates import day_and_weekday
from siliconfriend.tui.weight import HEAVIEST, weight
from siliconfriend.tui.widgets.divider import Divider
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.turn_view import TurnView

MOST_TURNS = 60
KEPT_TURNS = 30


class Transcript(VerticalScroll):
    """Keeps to the newest words until the user scrolls up; scrolled to its top it asks for earlier turns."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="transcript")
        self._words = words
        self._last_day: date | None = None

    def on_mount(self) -> None:
        """Keep to the bottom."""
        self.anchor()

    @property
    def turns(self) -> list[TurnView]:
        """The turns on the screen, oldest first."""
        return list(self.query_children(TurnView))

    @property
    def first_turn(self) -> Turn | None:
        """The oldest stored turn on the screen."""
        return next((view.turn for view in self.turns if view.turn and not view.turn.off_record), None)

    async def show_turns(self, words: Words, turns: Sequence[Turn], *, more: bool) -> None:
        """Begin with the last stored `turns`; `more`: there may be earlier ones."""
        self._words = words
        self._last_day = turns[-1].day if turns else None
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all([*([EarlierLine(words)] if more else []), *self._views(turns)])

    async def add_earlier(self, turns: Sequence[Turn], *, more: bool) -> None:
        """Put `turns` before those on the screen, which stay where they are."""
        below, first = self.max_scroll_y - self.scroll_y, self.first_turn
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
            await self.mount(Divider(day_and_weekday(self._words, today)))
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
        """Take a turn off the screen, and the day above it if nothing is left of that."""
        for view in self.turns:
            if view.turn is not None and view.turn.id == turn.id:
                await view.remove()
        left = self.turns
        await self._trailing_dividers().remove()
        self._last_day = left[-1].turn.day if left and left[-1].turn else None

    async def divide(self, text: str = "") -> None:
        """Mark that a new conversation begins, once; or say `text` there."""
        if text:
            await self.query_children("Divider:last-child").remove()
            await self.mount(divider := Divider(text))
            divider.add_class("off-record")
        elif self.turns and not self._trailing_dividers():
            await self.mount(Divider(self._words("tui.transcript.new_conversation")))
        self.anchor()

    async def remove_off_record(self) -> None:
        """Take everything off the screen that is nowhere stored, and what stands below it."""
        children = list(self.children)
        first = next((one for one in children if isinstance(one, Divider) and one.has_class("off-record")), None)
        if first is not None:
            await self.remove_children(children[children.index(first) :])
        left = [view.turn for view in self.turns if view.turn]
        self._last_day = left[-1].day if left else None

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
            day = [Divider(day_and_weekday(self._words, first.turn.day))] if first.turn else []
            await self.mount_all([EarlierLine(self._words), *day], before=0)

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

    def _between(self, before: Turn | None, turn: Turn) -> list[Widget]:
        """What stands between two turns: the day when it is another one, else a new conversation."""
        if before is None or before.day != turn.day:
            return [Divider(day_and_weekday(self._words, turn.day))]
        if before.conversation != turn.conversation:
            return [Divider(self._words("tui.transcript.new_conversation"))]
        return []
