"""Text that may hold anything, made safe for a terminal."""

from __future__ import annotations

from typing import Final

_KEPT: Final = "\n\t"
_CONTROL_PICTURES: Final = 0x2400
_DELETE_PICTURE: Final = 0x2421
_BIDI_CONTROLS: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))

_TABLE: Final[dict[int, int | None]] = (
    {code: _CONTROL_PICTURES + code for code in range(0x20) if chr(code) not in _KEPT}
    | {0x7F: _DELETE_PICTURE}
    | dict.fromkeys(range(0x80, 0xA0))
    | dict.fromkeys(_BIDI_CONTROLS)
    | {0x0D: None, 0xFEFF: None}
)


def visible(text: str) -> str:
    """`text` with control codes as their pictures (␛ for escape) and order-changing marks removed.

    Works character by character, so that the pieces of a stream may be treated one at a time.
    """
    return text.translate(_TABLE)


def beginning(text: str, most: int) -> str:
    """`text` as one line, or its first characters when it has more than `most`."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """`visible` text with every run of white space as one space."""
    return " ".join(visible(text).split())
