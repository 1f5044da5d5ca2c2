"""The side of the days: a year of them, and the one that is chosen whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from siliconfriend.tui.timeline.day_text import day_text
from siliconfriend.tui.timeline.foundation import Foundation
from siliconfriend.tui.timeline.heat_map import HeatMap

if TYPE_CHECKING:
    from siliconfriend.memory.looking import DaySeen
    from siliconfriend.tui.browser.host import BrowserHost


class Days(Foundation):
    """A year is read when another one is chosen, a day when it is."""

    @dataclass
    class _YearRead(Message):
        counts: Mapping[date, int]

    @dataclass
    class _DayRead(Message):
        seen: DaySeen

    @dataclass
    class _DayFound(Message):
        day: date | None

    def __init__(self, host: BrowserHost) -> None:
        super().__init__(host)
        self._year = 0
        self._seen: DaySeen | None = None

    @on(HeatMap.Moved)
    def _follow(self) -> None:
        """Read the day that is chosen, and its year if that is another one."""
        self._say("")
        chosen = self.query_one(HeatMap).chosen
        if chosen.year != self._year:
            self._year = chosen.year
            self._read_year(chosen.year)
        self._read_day(chosen)

    @work(thread=True, group="year", exclusive=True, exit_on_error=False)
    def _read_year(self, year: int) -> None:
        self._reporting(lambda: self._YearRead(self._bank.talked(date(year, 1, 1), date(year, 12, 31))))

    @work(thread=True, group="day", exclusive=True, exit_on_error=False)
    def _read_day(self, chosen: date) -> None:
        self._reporting(lambda: self._DayRead(self._bank.day_seen(chosen)))

    @on(_YearRead)
    def _show_year(self, event: _YearRead) -> None:
        self.query_one(HeatMap).show(event.counts)
        say, days, turns = self.words, len(event.counts), sum(event.counts.values())
        if turns == 1:
            counted = say("browser.timeline.year_one_turn", year=self._year)
        elif days == 1:
            counted = say("browser.timeline.year_one_day", year=self._year, turns=f"{turns:,}")
        else:
            counted = say("browser.timeline.year", year=self._year, days=days, turns=f"{turns:,}")
        title = Content.styled(say("browser.timeline.title"), "$primary bold")
        self.query_one("#timeline-head", Static).update(Content.assemble(title, "  ", counted))

    @on(_DayRead)
    def _show_day(self, event: _DayRead) -> None:
        if event.seen.day == self.query_one(HeatMap).chosen:
            self._seen = event.seen
            self.query_one("#day", VerticalScroll).scroll_home(animate=False)
            self.query_one("#day > Static", Static).update(
                day_text(self.words, event.seen, self._unwritten("day_unwritten"))
            )
            self._show_keys()

    def action_year_before(self) -> None:
        """The same day a year earlier."""
        self.query_one(HeatMap).move_year(-1)

    def action_year_after(self) -> None:
        """The same day a year later."""
        self.query_one(HeatMap).move_year(1)

    def action_read_on(self, how: str) -> None:
        """Scroll the day: a page up or down, to its top or to its end."""
        getattr(self.query_one("#day", VerticalScroll), f"action_{how}")()

    def action_day_before(self) -> None:
        """The last day before with words."""
        self._find_day(self.query_one(HeatMap).chosen, -1)

    def action_day_after(self) -> None:
        """The next day with words."""
        self._find_day(self.query_one(HeatMap).chosen, 1)

    @work(thread=True, group="finding", exclusive=True, exit_on_error=False)
    def _open_on_last_day(self) -> None:
        """Today, or when nothing was said or noted today the last day with words."""

        def found() -> Days._DayFound:
            seen = self._bank.day_seen(self._today)
            return self._DayFound(
                self._today if seen.turns or seen.notes else self._bank.talked_next(self._today, -1) or self._today
            )

        self._reporting(found)

    @work(thread=True, group="finding", exclusive=True, exit_on_error=False)
    def _find_day(self, chosen: date, by: int) -> None:
        self._reporting(lambda: self._DayFound(self._bank.talked_next(chosen, by)))

    @on(_DayFound)
    def _choose_day(self, event: _DayFound) -> None:
        heat = self.query_one(HeatMap)
        if event.day == heat.chosen:
            self._follow()
        elif event.day is not None:
            heat.chosen = event.day
