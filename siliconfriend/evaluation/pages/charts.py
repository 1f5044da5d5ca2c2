"""Line charts as SVG: small, self-contained, and readable on light and dark paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#2f6fdb", "#d9822b", "#2a9d63", "#9a5fc9", "#c94f6d", "#7d8a97")
INK, GRID = "#7a7f87", "#7a7f8755"
FONT = "font-family='system-ui, sans-serif'"
LEFT, RIGHT, TOP, BOTTOM = 34, 16, 24, 22
LEGEND = 26
GAP = 12

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines from 0 to 1 over the same steps; a None breaks a line. `lines` are in the order of the legend."""

    title: str
    steps: Sequence[str]
    lines: Mapping[str, Values]


def page_of(charts: Sequence[Chart], *, columns: int, width: int, height: int) -> str:
    """The charts side by side under one legend, as one SVG. All have the same lines."""
    rows = -(-len(charts) // columns)
    across, down = columns * (width + GAP) - GAP, LEGEND + rows * (height + GAP)
    placed = ""
    for number, chart in enumerate(charts):
        x, y = number % columns * (width + GAP), LEGEND + number // columns * (height + GAP)
        placed += f"<g transform='translate({x},{y})'>{_chart(chart, width, height)}</g>"
    names = list(charts[0].lines) if charts else []
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {across} {down}' width='{across}' "
        f"height='{down}' role='img'>{_legend(names)}{placed}</svg>"
    )


def _legend(names: Sequence[str]) -> str:
    drawn, x = "", LEFT
    for name, colour in zip(names, COLOURS, strict=False):
        drawn += f"<line x1='{x}' y1='10' x2='{x + 18}' y2='10' stroke='{colour}' stroke-width='3'/>"
        drawn += _text(name, x + 24, 14, size=12)
        x += 44 + sum(13 if ord(char) > 0x2E80 else 7 for char in name)
    return drawn


def _chart(chart: Chart, width: int, height: int) -> str:
    across, down = width - LEFT - RIGHT, height - TOP - BOTTOM

    def x(step: int) -> float:
        return LEFT + across * step / max(1, len(chart.steps) - 1)

    def y(value: float) -> float:
        return TOP + down * (1 - value)

    drawn = _text(chart.title, LEFT, 14, size=12, more="font-weight='600'")
    for value in (0.0, 0.5, 1.0):
        drawn += f"<line x1='{LEFT}' y1='{y(value):.1f}' x2='{width - RIGHT}' y2='{y(value):.1f}' stroke='{GRID}'/>"
        drawn += _text(f"{value:g}", LEFT - 5, y(value) + 4, more="text-anchor='end'")
    for step, name in enumerate(chart.steps):
        drawn += _text(name, x(step), height - 6, more="text-anchor='middle'")
    for values, colour in reversed(list(zip(chart.lines.values(), COLOURS, strict=False))):
        for points in _unbroken([None if one is None else (x(step), y(one)) for step, one in enumerate(values)]):
            path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
            drawn += f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'/>"
            drawn += "".join(f"<circle cx='{px:.1f}' cy='{py:.1f}' r='2.5' fill='{colour}'/>" for px, py in points)
    return drawn


def _text(text: str, x: float, y: float, *, size: int = 10, more: str = "") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' fill='{INK}' {FONT} {more}>{escape(text)}</text>"


def _unbroken(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return [piece for piece in pieces if piece]
