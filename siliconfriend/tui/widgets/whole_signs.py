"""The sign of a folded paste is one piece: a letter less, and it would stand for nothing.

The cursor jumps over it, and what takes a part of it takes all of it, the paste too; undone, both are there again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.message_pump import MessagePump
from textual.widgets.text_area import Location, Selection

from siliconfriend.tui.pastes import Pastes

if TYPE_CHECKING:
    from siliconfriend.tui.widgets.wordwise_area import WordwiseArea as Area
else:
    Area = MessagePump
    """Until it is laid over an area, as in keys_in_order.py."""


class WholeSigns(Area):
    """No place within a sign can be reached, and no edit ends there."""

    pastes = Pastes()
    """Replaced by whoever has any."""

    def edit(self, edit: Edit) -> EditResult:
        """As Textual's, on whole signs; what is put into one is put behind it."""
        top, bottom = edit.top, edit.bottom
        if top == bottom:
            edit.from_location = edit.to_location = self._edge(top, before=False)
        else:
            edit.from_location, edit.to_location = self._edge(top, before=True), self._edge(bottom, before=False)
        return super().edit(edit)

    def _validate_selection(self, selection: Selection) -> Selection:
        start, end = super()._validate_selection(selection)
        around_start, around_end = self._around(start), self._around(end)
        was = self.selection.end
        if around_end is not None and around_end == around_start and start != end:
            return Selection(*around_end)  # by two clicks, or the mouse drawn over it
        if around_end is not None:
            moved = _other_edge(around_end, was) or _nearer_edge(around_end, end)
            end, start = moved, moved if start == end else start
        if around_start is not None and start == selection.start:
            start = _nearer_edge(around_start, start)
        return Selection(start, end)

    def _edge(self, location: Location, *, before: bool) -> Location:
        around = self._around(location)
        return location if around is None else around[0 if before else 1]

    def _around(self, location: Location) -> tuple[Location, Location] | None:
        """Where the sign begins and ends that `location` is within."""
        row, column = location
        if not self.pastes or row >= self.document.line_count:  # an edit may end behind the last line
            return None
        signs = self.pastes.signs_in(self.document[row])
        return next((((row, start), (row, end)) for start, end in signs if start < column < end), None)


def _other_edge(sign: tuple[Location, Location], was: Location) -> Location | None:
    """Where a cursor comes out that went in at an edge."""
    start, end = sign
    return end if was == start else start if was == end else None


def _nearer_edge(sign: tuple[Location, Location], at: Location) -> Location:
    start, end = sign
    return start if at[1] - start[1] <= end[1] - at[1] else end
