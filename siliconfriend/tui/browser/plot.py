"""A falling curve as an area of block characters, eight steps a line, which every terminal's font has.

Weighed against plotext (another dependency for one line), braille dots (many Chinese fonts lack them) and Textual's
Sparkline (bars scaled to their own least and most, where ours must stand on zero).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

STEPS: Final = " ▁▂▃▄▅▆▇█"
FULL: Final = len(STEPS) - 1


def plot(value: Callable[[float], float], width: int, height: int) -> list[str]:
    """`value`, from [0, 1] to [0, 1], as `height` lines of `width` cells; the top of the first line is 1.

    What is more than nothing is seen.
    """
    levels = []
    for x in range(width):
        share = max(0.0, min(1.0, value(x / max(1, width - 1))))
        levels.append(max(1, round(share * height * FULL)) if share > 0 else 0)
    return [
        "".join(STEPS[max(0, min(FULL, level - row * FULL))] for level in levels) for row in reversed(range(height))
    ]
