"""One part of what is understood of the person, with the versions before it and the turns it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widgets import Static

from siliconfriend.memory.reflected import Part, Reflection, Sources
from siliconfriend.tui.dates import day
from siliconfriend.tui.timeline.day_text import origin
from siliconfriend.tui.visible import one_line, visible

if TYPE_CHECKING:
    from siliconfriend.language import Words

SHOWN: Final = 12
SAMPLE: Final = 56
"""Cells of a source that are shown, so that most take one line."""


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part as it holds now, its versions (latest first), and what each was made from, by the version's id."""

    part: Part
    text: str
    versions: tuple[Reflection, ...]
    sources: dict[int, Sources]


class PortraitPart(Static, can_focus=True):
    """Left and right go through its versions; its sources can be unfolded."""

    DEFAULT_CSS = """
    PortraitPart { height: auto; padding: 0 1; margin-bottom: 1; border-left: outer $rule; }
    PortraitPart:focus { border-left: outer $primary; background: $surface; }
    """

    def __init__(self, words: Words, seen: PartSeen) -> None:
        super().__init__(markup=False)
        self._words = words
        self.seen = seen
        self._back = 0
        self._unfolded = False

    def on_mount(self) -> None:
        """Show it as it is now."""
        self._draw()

    def go_back(self, by: int) -> None:
        """To an older version, or with -1 towards today's."""
        self._back = max(0, min(len(self.seen.versions) - 1, self._back + by))
        self._draw()

    def unfold(self) -> None:
        """Show the turns it was made from, or no longer."""
        self._unfolded = not self._unfolded
        self._draw()

    @property
    def _version(self) -> Reflection | None:
        return self.seen.versions[self._back] if self.seen.versions else None

    @property
    def first_source(self) -> int | None:
        """The first turn that the version shown was made from."""
        version = self._version
        turns = self.seen.sources[version.id].turns if version else ()
        return turns[0].id if turns else None

    def _draw(self) -> None:
        say, version = self._words, self._version
        title = say(f"browser.timeline.{self.seen.part.value}")
        if self._back and version is not None:
            title += say("browser.timeline.as_it_was", day=day(say, version.at.date()))
        text = version.text if self._back and version is not None else self.seen.text
        lines = [Content.styled(title, "$primary bold")]
        lines.append(
            Content(visible(text)) if text else Content.styled(say("browser.timeline.nothing_yet"), "$quiet")
        )
        if version is not None:
            turns = self.seen.sources[version.id].turns
            meta = origin(say, version, len(turns))
            if len(self.seen.versions) > 1:
                place = len(self.seen.versions) - self._back
                meta += say("browser.timeline.version", place=place, count=len(self.seen.versions))
            lines.append(Content.styled(meta, "$quiet"))
            if self._unfolded:
                lines += [
                    Content.styled(f"  {day(say, turn.day)} · {_sample(turn.query)}", "$quiet")
                    for turn in turns[:SHOWN]
                ]
                if len(turns) > SHOWN:
                    more = say("browser.detail.more", count=len(turns) - SHOWN)
                    lines.append(Content.styled(f"  {more}", "$quiet"))
        self.update(Content("\n").join(lines))


def _sample(text: str) -> str:
    from rich.cells import cell_len, set_cell_size

    shown = one_line(text)
    return shown if cell_len(shown) <= SAMPLE else set_cell_size(shown, SAMPLE - 1) + "…"
