"""A card in front of a conversation, and what gives way on it where there are too few lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.containers import Vertical
from textual.geometry import Size
from textual.layout import ArrangeResult, Layout
from textual.layouts.vertical import VerticalLayout
from textual.widget import Widget

ANSWERS: Final = "answers"
"""The id of a list of answers."""
A_FEW: Final = 3
"""Lines that a part keeps as long as there is air around it."""


class Card(Vertical):
    """Nothing on it is cut off below: the longest of what is read or looked through gives way first, then the air,
    and the answers last.
    """

    def __init__(self) -> None:
        super().__init__(id="card")
        self._giving_way = _GivingWay()

    @property
    def layout(self) -> Layout:
        """How its parts are laid out: not by a name of Textual's."""
        return self._giving_way


class _GivingWay(VerticalLayout):
    """One part below the other, with as many lines of each as there is room for."""

    name = "giving-way"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """As Textual does it, which may be too high; without a height it is asked how high it would be."""
        placed = super().arrange(parent, children, size, greedy)
        if not size.height or not placed or placed[-1].region.bottom <= size.height:
            return placed
        lines = [one.region.height for one in placed]
        ends = [0, *(one.region.bottom for one in placed[:-1])]
        air = [one.region.y - end for one, end in zip(placed, ends, strict=True)]
        _fit(children, lines, air, size.height)
        fitted, y = [], 0
        for one, height, above in zip(placed, lines, air, strict=True):
            y += above
            fitted.append(one._replace(region=one.region._replace(y=y, height=height)))
            y += height
        return fitted


def _fit(parts: Sequence[Widget], lines: list[int], air: list[int], room: int) -> None:
    """Take from `lines`, the heights of the `parts`, and from the `air` above them, until they fit the `room`."""
    every = range(len(parts))
    answers = [place for place in every if parts[place].id == ANSWERS]
    others = [place for place in every if place not in answers]
    read = [place for place in others if not parts[place].can_focus]
    for of, places, least in (
        (lines, others, A_FEW),
        (air, every, 0),
        (lines, others, 2),
        (lines, answers, 1),
        (lines, others, 1),
        (lines, read, 0),
    ):
        for _ in range(sum(lines) + sum(air) - room):
            longest = max(places, key=of.__getitem__, default=None)
            if longest is not None and of[longest] > least:
                of[longest] -= 1
