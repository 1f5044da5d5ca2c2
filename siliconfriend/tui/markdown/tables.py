"""A table: columns as wide as what is in them, narrower when there is no room, a list when there is hardly any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from textual.content import EMPTY_CONTENT, Content

from siliconfriend.tui.markdown.rows import Laid, Line, Row, Said, fitting
from siliconfriend.tui.markdown.wrapping import breaks

NARROWEST_COLUMN: Final = 6
_BETWEEN: Final = " │ "
_CROSSING: Final = "─┼─"


@dataclass(slots=True)
class Table:
    """Cells by row, the header first. `to_right` says which columns are aligned to the right."""

    header: Sequence[Content]
    rows: Sequence[Sequence[Content]]
    to_right: Sequence[bool]
    lead: Content = EMPTY_CONTENT

    def lay_out(self, width: int) -> Laid:
        """At `width` cells."""
        lead = fitting(self.lead, width)
        widths = self._widths(width - lead.cell_length)
        if widths is None:
            return self._as_list(width)
        lines = self._lines([cell.stylize(".heading") for cell in self.header], widths)
        rule = _CROSSING.join("─" * size for size in widths)
        lines.append(Content.styled(rule, ".rule"))
        for row in self.rows:
            lines += self._lines(row, widths)
        return Laid(
            [Line(line, lead, 0, y) for y, line in enumerate(lines)], [Said("", one.plain) for one in lines]
        )

    def _widths(self, room: int) -> list[int] | None:
        columns = zip_longest(self.header, *self.rows, fillvalue=EMPTY_CONTENT)
        natural = [max(1, *(cell.cell_length for cell in column)) for column in columns]
        room -= len(_BETWEEN) * (len(natural) - 1)
        if sum(natural) <= room:
            return natural
        most = max(natural)
        while most > NARROWEST_COLUMN:
            most -= 1
            widths = [min(size, most) for size in natural]
            if sum(widths) <= room:
                return widths
        return None

    def _lines(self, row: Sequence[Content], widths: Sequence[int]) -> list[Content]:
        full = [*row, *[EMPTY_CONTENT] * len(widths)]
        cells = [
            [piece.rstrip() for piece in cell.divide(breaks(cell.plain, size))]
            for cell, size in zip(full, widths, strict=False)
        ]
        between = Content.styled(_BETWEEN, ".rule")
        return [
            between.join([self._padded(column, piece, widths[column]) for column, piece in enumerate(pieces)])
            for pieces in zip_longest(*cells, fillvalue=EMPTY_CONTENT)
        ]

    def _padded(self, column: int, piece: Content, width: int) -> Content:
        missing = width - piece.cell_length
        right = column < len(self.to_right) and self.to_right[column]
        return piece.pad_left(missing) if right else piece.pad_right(missing)

    def _as_list(self, width: int) -> Laid:
        lines: list[Line] = []
        said: list[Said] = []
        for row in self.rows:
            for name, cell in zip(self.header, row, strict=False):
                content = Content.assemble(name.stylize(".heading"), ": ", cell)
                laid = Row(content, self.lead, self.lead).lay_out(width)
                lines += [line._replace(y=len(said)) for line in laid.lines]
                said += laid.said
            lines.append(Line(EMPTY_CONTENT, self.lead))
        return Laid(lines[:-1], said)
