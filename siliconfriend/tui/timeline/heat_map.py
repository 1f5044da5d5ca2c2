"""A year as a calendar: a column a week, a row a weekday, darker where more was said; readable without colour.

In plain mode nothing is drawn: the months in which anything was said are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

if TYPE_CHECKING:
    from siliconfriend.language import Words

STEPS: Final = "·░▒▓█"
WEEKS: Final = 54
LABELS: Final = 4
DAY: Final = timedelta(days=1)
LABELLED: Final = (0, 2, 4)


class HeatMap(Widget, can_focus=True):
    """Arrows move by a day and by a week. What is still to come is blank; in few lines there are few weekdays."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-7)", show=False),
        Binding("right", "move(7)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]
    DEFAULT_CSS = """
    HeatMap { height: 8; max-height: 35%; padding: 0 1; }
    """

    chosen: reactive[date] = reactive(date.today, init=False)

    class Moved(Message):
        """Another day is chosen."""

    def __init__(self, words: Words, today: date) -> None:
        super().__init__()
        self.auto_links = False
        self._words = words
        self._today = today
        self._counts: Mapping[date, int] = {}
        self.set_reactive(HeatMap.chosen, today)

    def use_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self.refresh()

    def show(self, counts: Mapping[date, int]) -> None:
        """How many turns there were on each day that had any."""
        self._counts = counts
        self.refresh()

    def watch_chosen(self) -> None:
        """Tell it."""
        self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        """So many days on or back; not into the future, nor before the calendar."""
        day = max(date.min.toordinal(), self.chosen.toordinal() + by)
        self.chosen = date.fromordinal(min(self._today.toordinal(), day))

    def move_year(self, by: int) -> None:
        """The same day of another year."""
        year, month, day = self.chosen.year + by, self.chosen.month, self.chosen.day
        if date.min.year <= year <= date.max.year:
            self.chosen = min(self._today, date(year, month, min(day, 28) if month == 2 else day))

    def on_click(self, event: events.Click) -> None:
        """The day that was clicked."""
        if self.app.has_class("-plain"):
            return
        column, row = (event.x - 1 - LABELS) // self._cells, event.y - 1
        if 0 <= column < len(self._weeks) and 0 <= row < len(self._weekdays):
            day = self._day(self._weeks[column], self._weekdays[row])
            if day is not None and day <= self._today:
                self.chosen = day

    @property
    def _cells(self) -> int:
        return 2 if self.size.width >= LABELS + 2 * WEEKS else 1

    @property
    def _weeks(self) -> range:
        """The weeks of the year that there is room for, with the chosen day among them."""
        count = max(1, min(WEEKS, (self.size.width - LABELS) // self._cells))
        chosen = (self.chosen - self._first).days // 7
        first = min(max(0, chosen - count // 2), WEEKS - count)
        return range(first, first + count)

    @property
    def _weekdays(self) -> range:
        """The weekdays that there is room for, with that of the chosen day among them."""
        count = max(1, min(7, self.size.height - 1))
        first = min(max(0, self.chosen.weekday() - count // 2), 7 - count)
        return range(first, first + count)

    @property
    def _first(self) -> date:
        """The Monday of the week that the year begins in."""
        first = date(self.chosen.year, 1, 1)
        return first - first.weekday() * DAY

    def render(self) -> Content:
        """The months, then the weekdays; in plain mode the months in words."""
        if self.app.has_class("-plain"):
            return Content(self._months_in_words()).truncate(self.size.width * max(1, self.size.height))
        most = max(self._counts.values(), default=1)
        lines = [Content.styled(self._months(), "$quiet")]
        names = self._words.all("browser.timeline.weekdays")
        for weekday in self._weekdays:
            label = names[weekday] if weekday in LABELLED or len(self._weekdays) < len(names) else ""
            parts: list[Content | tuple[str, str]] = [(_padded(label, LABELS), "$quiet")]
            parts += [self._square(self._day(week, weekday), most) for week in self._weeks]
            lines.append(Content.assemble(*parts))
        return Content("\n").join(lines)

    def _day(self, week: int, weekday: int) -> date | None:
        """That weekday of that week of the year, if it is in the year."""
        day = self._first.toordinal() + 7 * week + weekday
        first, last = (date(self.chosen.year, *end).toordinal() for end in ((1, 1), (12, 31)))
        return date.fromordinal(day) if first <= day <= last else None

    def _square(self, day: date | None, most: int) -> tuple[str, str]:
        gap = " " * (self._cells - 1)
        if day is None or day > self._today:
            return (" " + gap, "")
        count = self._counts.get(day, 0)
        step = STEPS[min(4, -(-4 * count // most)) if count else 0]
        if day == self.chosen:
            return (step + gap, "bold $block-cursor-foreground on $border" if count else "bold $accent on $border")
        return (step + gap, "$primary" if count else "$rule")

    def _months_in_words(self) -> str:
        said = [0] * 12
        for day, count in self._counts.items():
            if day.year == self.chosen.year:
                said[day.month - 1] += count
        names = self._words.all("browser.timeline.months")
        return " · ".join(
            self._words(
                "browser.timeline.month_said_one" if count == 1 else "browser.timeline.month_said",
                month=name,
                count=count,
            )
            for name, count in zip(names, said, strict=True)
            if count
        )

    def _months(self) -> str:
        """Their names; where these would touch, shorter ones."""
        for names in ("months", "months_short"):
            line, apart = self._in_a_line(self._words.all(f"browser.timeline.{names}"))
            if apart:
                break
        return Content(line).truncate(max(1, self.size.width)).plain

    def _in_a_line(self, names: Sequence[str]) -> tuple[str, bool]:
        """`names` of months above their first weeks, and whether there is a blank between any two."""
        from rich.cells import cell_len

        line, apart = "", True
        for month, name in enumerate(names, start=1):
            week = (date(self.chosen.year, month, 1) - self._first).days // 7
            at = LABELS + (week - self._weeks.start) * self._cells
            if week in self._weeks and cell_len(line) <= at:
                apart = apart and cell_len(line) < at
                line = _padded(line, at) + name
        return line, apart


def _padded(text: str, cells: int) -> str:
    from rich.cells import cell_len

    return text + " " * (cells - cell_len(text))
