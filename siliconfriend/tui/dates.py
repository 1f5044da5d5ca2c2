"""Days as a person reads them, in either language."""

from __future__ import annotations

from datetime import date

from siliconfriend.language import Words


def day(words: Words, when: date) -> str:
    """12 May 2026; 2026年5月12日."""
    return words("tui.dates.day", year=when.year, month=words.all("tui.dates.months")[when.month - 1], day=when.day)


def day_and_weekday(words: Words, when: date) -> str:
    """Tuesday 12 May 2026; 2026年5月12日 星期二."""
    weekday = words.all("tui.dates.weekdays")[when.weekday()]
    return words("tui.dates.day_and_weekday", weekday=weekday, day=day(words, when))
