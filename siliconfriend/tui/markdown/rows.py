"""What a reply is made of once it is read: rows of text, rules and tables, each laid out at any width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from msgspec import Struct, field
from textual.content import EMPTY_CONTENT, Content

from siliconfriend.tui.markdown.wrapping import breaks, folds

if TYPE_CHECKING:
    from textual.strip import Strip
    from textual.style import Style

NARROWEST: Final = 8
"""Cells that text keeps however deep it is indented."""
CODE_PADDING: Final = 2


class Line(NamedTuple):
    """One line on the screen: `lead` and then `content`, which is row `y` from its character `x` on.

    `y` is -1 for what nobody wrote. What is behind `content` has the style `fill`, if there is one.
    """

    content: Content
    lead: Content = EMPTY_CONTENT
    x: int = 0
    y: int = -1
    fill: str = ""


class Said(NamedTuple):
    """A row as it is copied: `mark` comes before `text` when it is copied from its beginning on."""

    mark: str
    text: str


class Laid(NamedTuple):
    """Lines, and the rows that their `y` counts."""

    lines: list[Line]
    said: list[Said]


class Element(Protocol):
    """Something that can be laid out."""

    def lay_out(self, width: int) -> Laid:
        """At `width` cells."""


class Row(Struct):
    """A line as it was written. `lead` stands before it, and `hang` before what is broken off it."""

    content: Content
    lead: Content = EMPTY_CONTENT
    hang: Content = EMPTY_CONTENT
    mark: str = ""

    def lay_out(self, width: int) -> Laid:
        """At `width` cells."""
        lead, hang = fitting(self.lead, width), fitting(self.hang, width)
        content = self.content.expand_tabs()
        cuts = breaks(content.plain, max(1, width - lead.cell_length))
        pieces = content.divide(cuts) if cuts else [content]
        lines = [
            Line(piece.rstrip(), hang if x else lead, x, 0) for piece, x in zip(pieces, [0, *cuts], strict=True)
        ]
        return Laid(lines, [Said(self.mark, content.plain)])


class Code(Struct):
    """Lines of code on a ground of their own; long ones are folded, not lost."""

    lines: Sequence[Content]
    lead: Content = EMPTY_CONTENT
    hang: Content = EMPTY_CONTENT

    def lay_out(self, width: int) -> Laid:
        """At `width` cells."""
        hang = fitting(self.hang, width)
        lead = fitting(self.lead, width)
        room = max(1, width - hang.cell_length - 2 * CODE_PADDING)
        laid: list[Line] = [Line(EMPTY_CONTENT, lead, fill=".code")]
        said = []
        for y, line in enumerate(self.lines):
            content = line.expand_tabs()
            cuts = folds(content.plain, room)
            pieces = content.divide(cuts) if cuts else [content]
            said.append(Said("", content.plain))
            laid += [Line(piece, hang, x, y, ".code") for piece, x in zip(pieces, [0, *cuts], strict=True)]
        return Laid([*laid, Line(EMPTY_CONTENT, hang, fill=".code")], said)


class Rule(Struct):
    """A line across."""

    lead: Content = EMPTY_CONTENT

    def lay_out(self, width: int) -> Laid:
        """At `width` cells."""
        lead = fitting(self.lead, width)
        return Laid([Line(Content.styled("─" * max(1, width - lead.cell_length), ".rule"), lead)], [])


class Block(Struct):
    """Elements that stand close together; between blocks there is an empty line.

    `painted` are its lines as they were last painted: at a width, in a style, below so many rows.
    """

    elements: list[Element] = field(default_factory=list)
    painted: tuple[tuple[int, Style, int], list[Strip]] | None = None
    _laid: tuple[int, Laid] | None = None

    def lay_out(self, width: int) -> Laid:
        """At `width` cells; the last width is remembered."""
        if self._laid is None or self._laid[0] != width:
            lines: list[Line] = []
            said: list[Said] = []
            for element in self.elements:
                laid = element.lay_out(width)
                base = len(said)
                lines += [line if line.y < 0 or not base else line._replace(y=line.y + base) for line in laid.lines]
                said += laid.said
            self._laid = width, Laid(lines, said)
        return self._laid[1]

    def forget(self) -> None:
        """How it was laid out and painted."""
        self._laid = self.painted = None


def fitting(lead: Content, width: int) -> Content:
    """`lead`, or its first cells when it would leave too little room."""
    room = max(0, width - NARROWEST)
    return lead if lead.cell_length <= room else lead.truncate(room)
