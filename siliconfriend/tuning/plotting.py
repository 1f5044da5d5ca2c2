"""How the loss fell, drawn with the signs of a terminal, and kept as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from siliconfriend.tuning.metrics import read

FILE = "loss.svg"
WIDTH, HEIGHT = 64, 14
LEARNED, HELD = "loss", "validation_loss"
Points = tuple[list[float], list[float]]


def curves(folder: Path) -> dict[str, Points]:
    """Steps and losses in metrics.jsonl, by which loss it is."""
    return {name: _points(read(folder), name) for name in (LEARNED, HELD)}


def drawing(found: Mapping[str, Points], names: Mapping[str, str]) -> str:
    """The curves with terminal colours, and a legend in `names`; empty when there is no curve."""
    import plotille

    if len(found[LEARNED][0]) < 2:
        return ""
    figure = plotille.Figure()
    figure.width, figure.height = WIDTH, HEIGHT
    figure.color_mode = "names"
    highest = max(value for _, values in found.values() for value in values)
    figure.set_y_limits(min_=0, max_=highest * 1.05)
    figure.set_x_limits(min_=0, max_=max(max(steps, default=1) for steps, _ in found.values()))
    figure.x_label, figure.y_label = "", ""
    figure.register_label_formatter(float, _tick)
    for name, colour in ((LEARNED, "cyan"), (HELD, "magenta")):
        steps, values = found[name]
        if steps:
            figure.plot(steps, values, lc=colour, label=names[name])
    lines = str(figure.show(legend=True)).splitlines()
    return "\n".join(line.removesuffix(" ()") for line in lines if line.strip() not in ("()     ^", ""))


def keep_picture(drawn: str, title: str, folder: Path) -> None:
    """The drawing as loss.svg in `folder`."""
    import io

    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=WIDTH + 16, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(drawn))
    console.save_svg(str(folder / FILE), title=title)


def _tick(value: float, chars: int, delta: float, left: bool = False) -> str:  # noqa: ARG001 - plotille's signature
    """Steps stand on the left, losses on the right of their places."""
    return f"{value:.0f}".ljust(chars) if left else f"{value:.2f}".rjust(chars)


def _points(lines: Sequence[Mapping[str, Any]], name: str) -> Points:
    there = [one for one in lines if name in one]
    return [float(one["step"]) for one in there], [float(one[name]) for one in there]
