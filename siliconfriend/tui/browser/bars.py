"""Small horizontal bars that can be read without colour: thick where there is something, thin where not."""

from __future__ import annotations

from typing import Final

THICK: Final = "━"
HALF: Final = "╸"
THIN: Final = "─"


def bar(share: float, cells: int) -> tuple[str, str]:
    """`share`, 0 to 1, as what is filled and what is not, together `cells` wide. Only nothing looks empty."""
    halves = round(max(0.0, min(1.0, share)) * cells * 2)
    if share > 0:
        halves = max(1, halves)
    filled = THICK * (halves // 2) + HALF * (halves % 2)
    return filled, THIN * (cells - len(filled))
