"""A memory as one line of a list: its mark, its day, the beginning of its words, and how much of it is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size

from siliconfriend.memory.records import Kind, MemoryState
from siliconfriend.tui.browser.bars import bar
from siliconfriend.tui.markdown.in_one_line import in_one_line
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.looking import Listed

Run = tuple[str, str]
"""Words and their role: `date`, `said`, `quiet`, `kind`, `mark`, `match`, `bar` or `rest`."""

PINNED, FADED, NEVER, LOWERED = "◆", "○", "×", "↓"
BAR: Final = 6
DATE: Final = 10
FIRM: Final = 4
AROUND: Final = 12


@dataclass(frozen=True, slots=True)
class Sight:
    """How lines are shown: in which language, at which moment, at which pace of forgetting, what is looked for.

    `plain`: nothing is drawn, and marks are words.
    """

    words: Words
    now: datetime
    curve: Curve
    needles: Sequence[str] = ()
    plain: bool = False


def mark(memory: Listed) -> str:
    """One character for how a memory stands; a blank for most."""
    if memory.factor == 0:
        return NEVER
    if memory.state is MemoryState.PINNED:
        return PINNED
    if memory.state is MemoryState.FADED:
        return FADED
    return LOWERED if memory.factor < 1 else " "


def standing(memory: Listed) -> str:
    """The same as a word of `browser.standings`; empty for most."""
    return {NEVER: "never", PINNED: "pinned", FADED: "faded", LOWERED: "lowered"}.get(mark(memory), "")


def left(memory: Listed, sight: Sight) -> float:
    """How much of a memory is left, 0 to 1."""
    if memory.state is MemoryState.FADED:
        return 0.0
    if memory.state is MemoryState.PINNED or not sight.curve.enabled:
        return 1.0
    return sight.curve.retention(memory.strength, memory.last_recall, sight.now)


def line(memory: Listed, width: int, sight: Sight) -> list[Run]:
    """The line, `width` cells wide."""
    share = left(memory, sight)
    filled, rest = (f"{share:.0%}".rjust(BAR), "") if sight.plain else bar(share, BAR)
    firm = f"×{memory.strength:g}".rjust(FIRM)
    room = width - 2 - DATE - 2 - 1 - BAR - FIRM
    runs: list[Run] = [
        (f"{' ' if sight.plain else mark(memory)} ", "mark"),
        (memory.day.isoformat(), "date"),
        ("  ", "quiet"),
    ]
    kind = "" if memory.kind is Kind.TURN else sight.words(f"browser.kinds.{memory.kind.value}") + " · "
    if sight.plain and (word := standing(memory)):
        kind = sight.words(f"browser.standings.{word}") + " · " + kind
    kind = kind if cell_len(kind) < room else ""
    runs += [(kind, "kind"), *_fitted(_told(memory), max(0, room - cell_len(kind)), sight.needles)]
    return [*runs, (" ", "quiet"), (filled, "bar"), (rest, "rest"), (firm, "quiet")]


def _told(memory: Listed) -> list[Run]:
    faded = memory.state is MemoryState.FADED or memory.factor == 0
    written = memory.kind in (Kind.TURN, Kind.NOTE)
    said, answer = (one_line if written else in_one_line)(memory.query), in_one_line(memory.response)
    return [(said, "quiet" if faded else "said"), (f"  {answer}" if answer else "", "quiet")]


def _fitted(runs: Sequence[Run], room: int, needles: Sequence[str]) -> list[Run]:
    """`runs` cut to `room` cells, beginning near the first needle if that would not be seen otherwise."""
    text = "".join(part for part, _ in runs)
    marks = _matches(text, needles)
    start = 0
    if marks and cell_len(text[: marks[0][1]]) > room:
        start = max(0, marks[0][0] - AROUND)
    fitted: list[Run] = [("…", "quiet")] if start else []
    used, at = len(fitted), 0
    for part, role in runs:
        for piece, piece_role in _split(part, role, at, marks):
            seen = piece[max(0, start - at) :]
            at += len(piece)
            if seen and used < room:
                cut = seen if cell_len(seen) <= room - used else set_cell_size(seen, room - used - 1) + "…"
                fitted.append((cut, piece_role))
                used += cell_len(cut)
    return [*fitted, (" " * (room - used), "quiet")] if used < room else fitted


def _split(part: str, role: str, at: int, marks: Sequence[tuple[int, int]]) -> Iterator[Run]:
    """`part`, which stands at `at`, with what matches in a role of its own."""
    here = 0
    for first, last in marks:
        begin, end = max(first - at, here), min(last - at, len(part))
        if begin < end:
            if begin > here:
                yield part[here:begin], role
            yield part[begin:end], "match"
            here = end
    if here < len(part):
        yield part[here:], role


def _matches(text: str, needles: Sequence[str]) -> list[tuple[int, int]]:
    """Where `needles` stand in `text`, in order and apart."""
    lower = text.lower()
    if len(lower) != len(text):
        return []
    found = []
    for needle in needles:
        at = lower.find(needle)
        while at >= 0:
            found.append((at, at + len(needle)))
            at = lower.find(needle, at + len(needle))
    apart: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if not apart or first >= apart[-1][1]:
            apart.append((first, last))
    return apart
