"""Turns as Markdown: a heading a day, and who said what when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from siliconfriend.tui.dates import day, day_and_weekday
from siliconfriend.tui.visible import one_line, visible

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.memory.records import Profile, Turn


def markdown(say: Words, profile: Profile, turns: Iterable[Turn], today: date) -> Iterator[str]:
    """The file's pieces, in order."""
    name, companion = one_line(profile.name), one_line(profile.called)
    yield f"# {say('finding.export.heading', name=name, companion=companion)}\n\n"
    yield f"{say('finding.export.exported', day=day(say, today))}\n"
    last: date | None = None
    for turn in turns:
        if turn.day != last:
            last = turn.day
            yield f"\n## {day_and_weekday(say, turn.day)}\n"
        yield _said(say, name, turn.said, turn.query)
        if turn.response:
            yield _said(say, companion, turn.answered, turn.response)


def _said(say: Words, name: str, when: datetime | None, text: str) -> str:
    if when is None:
        head = say("finding.export.speaker", name=name)
    else:
        head = say("finding.export.speaker_at", name=name, time=f"{when:%H:%M}")
    return f"\n{head}\n\n{visible(text).strip()}\n"


def file_name(say: Words, profile: Profile, today: date) -> str:
    """A name for the file that any file system takes."""
    name = say("finding.export.file_name", name=profile.name, companion=profile.called, day=today.isoformat())
    return "".join("_" if char in '<>:"/\\|?*' or not char.isprintable() else char for char in name)
