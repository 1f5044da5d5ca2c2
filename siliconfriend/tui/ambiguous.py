"""Characters that some terminals, mostly Chinese and Japanese ones, draw two cells wide, and others one.

Where they are wide, two things are done. Lines, bars, blocks and arrows become the ASCII signs nearest to them when
they are painted, whoever wrote them: they stay one cell wide. The others, quotation marks, dashes, accented, Greek
and Russian letters, are shown as they are and counted as two cells: Rich (15.0) measures by a table of Unicode's,
in whose place goes one that has them wide.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from rich import cells, segment
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from rich.cells import CellTable
    from textual.color import Color

_ACROSS: Final = "─┄┅┈┉╌╍╴╶╺╼╾"
_DOWN: Final = "│┃┆┇┊┋╎╏║╵╷╹╻╽╿"
_BY_SIGN: Final = {
    "-": f"{_ACROSS}·▔▀",
    "=": "━═╸",
    "|": f"{_DOWN}▌▍▎▏▐▕",
    ".": "▁▂▃░",
    ":": "▄▅▆▒",
    "#": "▇█▓▉▊▋■▩",
    "*": "◆◇●★☆•◉◎",
    "o": "○◯□",
    "x": "×",
    "<": "←◀◁",
    ">": "→▶▷",
    "^": "↑▲△",
    "v": "↓▼▽",
    "/": "╱",
    "\\": "╲",
}
SIGNS: Final = {char: sign for sign, chars in _BY_SIGN.items() for char in chars}
SIGNS.update({chr(code): "+" for code in range(0x2500, 0x2580) if chr(code) not in SIGNS})
SIGNS.update({chr(code): "#" for code in range(0x2580, 0x25A0) if chr(code) not in SIGNS})
"""What stands for each sign where it would be wide; one cell for one cell."""

_ASCII: Final = frozenset(map(chr, range(0x20, 0x7F)))
_TABLE: Final = cast("Callable[[], CellTable]", vars(cells)["load_cell_table"])()
_PLACES: Final = (cells, "load_cell_table"), (cells, "_is_single_cell_widths"), (segment, "_is_single_cell_widths")
_RICHS: Final = [vars(module)[name] for module, name in _PLACES]
_CACHES: Final = cells.get_character_cell_size, cells.cached_cell_len, vars(Segment)["_split_cells"].__func__
LAST: Final = 0x1FFFF
"""Beyond are no letters but those for private use, which are left as Rich counts them."""


class SignsAsAscii(LineFilter):
    """What is painted, with the signs that would be wide in ASCII."""

    _table: Final = str.maketrans(SIGNS)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's
        """The same cells."""
        return [
            one if one.control or one.text.isascii() else Segment(one.text.translate(self._table), one.style)
            for one in segments
        ]


def count_as_wide(wide: bool) -> None:
    """Let Rich, and Textual with it, count ambiguous characters as two cells, or as one again."""
    ours: list[Any] = list(_RICHS)
    if wide:
        table = _TABLE._replace(widths=_with_ambiguous_wide(_TABLE.widths))
        narrow = _ASCII.union(SIGNS).issuperset
        ours = [lambda unicode_version="auto": table, narrow, narrow]  # noqa: ARG005 - Rich's
    for (module, name), one in zip(_PLACES, ours, strict=True):
        setattr(module, name, one)
    for measured in _CACHES:
        measured.cache_clear()


def _with_ambiguous_wide(widths: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Rich's ranges of characters that are not one cell wide, with the ambiguous ones among them."""
    known = {code for first, last, _ in widths if first <= LAST for code in range(first, min(last, LAST) + 1)}
    return sorted(
        [*widths, *((first, last, 2) for first, last in _ranges() if not known & {*range(first, last + 1)})]
    )


@cache
def _ranges() -> Sequence[tuple[int, int]]:
    return list(_ambiguous())


def _ambiguous() -> Iterator[tuple[int, int]]:
    """First and last of each run of ambiguous characters that are counted as two cells."""
    zero = {code for first, last, width in _TABLE.widths if not width for code in range(first, last + 1)}
    first = None
    for code in range(0xA1, LAST + 2):
        char = chr(code)
        wide = code not in zero and char not in SIGNS and unicodedata.east_asian_width(char) == "A"
        if wide and first is None:
            first = code
        elif not wide and first is not None:
            yield first, code - 1
            first = None
