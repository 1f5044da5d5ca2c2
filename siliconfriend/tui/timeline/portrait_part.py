"""One part of what is understood of the person, with the versions before it and the turns it was made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.reflected import Author, Origin, OwnWord, Part, Reflection
from siliconfriend.memory.sentences import joined, plain, sentences, without
from siliconfriend.tui.dates import day
from siliconfriend.tui.markdown.in_lines import in_lines
from siliconfriend.tui.messages import NotDone
from siliconfriend.tui.timeline.day_text import origin
from siliconfriend.tui.visible import one_line, visible

if TYPE_CHECKING:
    from siliconfriend.language import Words

SHOWN: Final = 12
SAMPLE: Final = 56
"""Cells of a source that are shown, so that most take one line."""


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part as it holds now, its versions (latest first), and what those that were looked at were made from.

    `own`: the sentences of the person; `rest`: the text without them.
    `withheld`: the latest one tells of something that is not to be told any more, and is not among them.
    """

    part: Part
    text: str
    rest: str
    own: tuple[OwnWord, ...]
    versions: tuple[Reflection, ...]
    origins: dict[int, Origin]
    withheld: bool

    @property
    def empty(self) -> bool:
        """Whether nothing was ever written of it, by nobody."""
        return not self.text and not self.own and not self.withheld


class PortraitPart(Static, can_focus=True):
    """Left and right go through its versions; its sources can be unfolded."""

    DEFAULT_CSS = """
    PortraitPart { height: auto; padding: 0 1; margin-bottom: 1; border-left: outer $rule; }
    PortraitPart:focus { border-left: outer $primary; background: $surface; }
    """

    @dataclass
    class _OriginRead(Message):
        version: int
        origin: Origin

    def __init__(self, words: Words, seen: PartSeen, read: Callable[[int], Origin], way: str) -> None:
        """`read` finds, in a thread, what a version was made from; `way` is how a person has it written."""
        super().__init__(markup=False)
        self._way = way
        self._read = read
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
        if (version := self._version) is not None and version.id not in self.seen.origins:
            self._find_origin(version.id)

    @work(thread=True, group="origin", exclusive=True, exit_on_error=False)
    def _find_origin(self, version: int) -> None:
        try:
            self.post_message(self._OriginRead(version, self._read(version)))
        except MemoryBankError as error:
            self.post_message(NotDone(error))

    @on(_OriginRead)
    def _take_origin(self, event: _OriginRead) -> None:
        event.stop()
        self.seen.origins[event.version] = event.origin
        self._draw()

    @property
    def unfolded(self) -> bool:
        """Whether the turns it was made from are shown."""
        return self._unfolded

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
        origin = self._origin(self._writer)
        return origin.first[0].id if origin.first else None

    @property
    def _writer(self) -> Reflection | None:
        """Who wrote what is shown, but for the person's own sentences in it."""
        if self._back:
            return self._version
        return next(iter(not_by_hand(self.seen.versions)), None)

    def _origin(self, version: Reflection | None) -> Origin:
        unknown = Origin(0, ())
        return self.seen.origins.get(version.id, unknown) if version is not None else unknown

    def _shown(self) -> tuple[str, list[OwnWord]]:
        """The text that is shown, and apart from it the person's own sentences."""
        version = self._version
        if not self._back or version is None:
            return self.seen.rest, list(self.seen.own)
        held = {plain(one) for one in sentences(version.text)}
        own = [one for one in self.seen.own if plain(one.text) in held]
        return without(version.text, [one.text for one in own]), own

    def _by_hand(self, own: Sequence[OwnWord]) -> list[Content]:
        if not own:
            return []
        written = self._words("browser.timeline.by_you", day=day(self._words, max(one.at for one in own).date()))
        return [Content(visible(joined(one.text for one in own))), Content.styled(written, "$quiet")]

    def _draw(self) -> None:
        say, version = self._words, self._version
        title = say(f"browser.timeline.{self.seen.part.value}")
        if self._back and version is not None:
            title += say("browser.timeline.as_it_was", day=day(say, version.at.date()))
        text, own = self._shown()
        lines = [Content.styled(title, "$primary bold")]
        lines += self._by_hand(own)
        if text:
            lines.append(Content(in_lines(text)))
        elif not own and not self.seen.withheld:
            lines.append(Content.styled(say("browser.timeline.nothing_yet"), "$quiet"))
        if self.seen.withheld:
            lines.append(Content.styled(say("browser.timeline.withheld", way=self._way), "$warning"))
        if version is not None:
            writer = self._writer
            made = self._origin(writer) if text else Origin(0, ())
            told = [origin(say, writer, made.count)] if writer is not None and (text or not own) else []
            if len(self.seen.versions) > 1:
                place = len(self.seen.versions) - self._back
                told.append(say("browser.timeline.version", place=place, count=len(self.seen.versions)))
            if told:
                lines.append(Content.styled("".join(told).removeprefix(" · "), "$quiet"))
            if self._unfolded:
                lines += [
                    Content.styled(f"  {day(say, turn.day)} · {_sample(turn.query)}", "$quiet")
                    for turn in made.first
                ]
                if made.count > len(made.first):
                    more = say("browser.detail.more", count=made.count - len(made.first))
                    lines.append(Content.styled(f"  {more}", "$quiet"))
        self.update(Content("\n").join(lines))


def not_by_hand(versions: Sequence[Reflection]) -> list[Reflection]:
    """Those of `versions` that the person did not write."""
    return [one for one in versions if one.author is not Author.USER]


def _sample(text: str) -> str:
    from rich.cells import cell_len, set_cell_size

    shown = one_line(text)
    return shown if cell_len(shown) <= SAMPLE else set_cell_size(shown, SAMPLE - 1) + "…"
