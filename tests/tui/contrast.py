"""How well words stand out from what is behind them."""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style
from textual.color import Color
from textual.errors import NoWidget
from textual.screen import Screen

ENOUGH = 4.5
"""WCAG 2.2, 1.4.3, for text."""


def contrast(one: Color, two: Color) -> float:
    """From 1, which nobody can see, to 21."""
    low, high = sorted((_luminance(one), _luminance(two)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: Color) -> float:
    channels = [value / 255 for value in color.rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def faint_words(screen: Screen[object]) -> list[str]:
    """What is hard to read on `screen`, each with its contrast; what lies behind a modal screen may be."""
    found = []
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for text, style, _ in strip:
            seen = _seen(style) if style is not None and any(char.isalnum() for char in text) else None
            if seen is not None and seen < ENOUGH and _in_front(screen, x, y):
                found.append(f"{seen:.2f} {text.strip()!r} at {x},{y}")
            x += cell_len(text)
    return found


def _seen(style: Style) -> float | None:
    """The contrast of `style`; None when its colours are the terminal's own."""
    if style.color is None or style.bgcolor is None or not (style.color.triplet and style.bgcolor.triplet):
        return None
    ink, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    return contrast(ground, ink) if style.reverse else contrast(ink, ground)


def _in_front(screen: Screen[object], x: int, y: int) -> bool:
    try:
        widget, _ = screen.get_widget_at(x, y)
    except NoWidget:
        return False
    return widget is not screen
