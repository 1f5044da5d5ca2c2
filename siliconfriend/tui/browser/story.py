"""All there is to say of one memory, as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from textual.content import Content

from siliconfriend.memory.records import Kind, Memory, MemoryState, Turn
from siliconfriend.memory.reflected import DAILY
from siliconfriend.tui.browser.plot import plot
from siliconfriend.tui.dates import day, day_and_weekday
from siliconfriend.tui.markdown.in_lines import in_lines
from siliconfriend.tui.markdown.in_one_line import in_one_line
from siliconfriend.tui.visible import beginning, one_line
from siliconfriend.tui.words_of_memory import words_of

if TYPE_CHECKING:
    from siliconfriend.memory.looking import Known
    from siliconfriend.tui.browser.lines import Sight

SAMPLE: Final = 240
SHOWN: Final = 8
PLOT_LINES: Final = 5
WIDEST_PLOT: Final = 72
SECONDS_PER_DAY: Final = 86400.0


def story(known: Known, sight: Sight, width: int) -> Content:
    """The words, how much of them is left, where they were recalled, what came of them, and what stood beside."""
    say = sight.words
    blocks = [_heading(known, sight), _words_of(known.memory), *_standing(known, sight)]
    if (curve := _curve(known, sight, min(width, WIDEST_PLOT))) is not None:
        blocks.append(curve)
    if known.instead is not None:
        blocks.append(_titled(say("browser.detail.instead"), [one_line(known.instead.query)]))
    blocks += [_recalls(known, sight), *_derived(known, sight)]
    for title, turn in (("before", known.before), ("after", known.after)):
        if turn is not None:
            blocks.append(_beside(say(f"browser.detail.{title}"), turn))
    return Content("\n\n").join(blocks)


def _heading(known: Known, sight: Sight) -> Content:
    memory, say = known.memory, sight.words
    parts = [day_and_weekday(say, memory.day)]
    if memory.kind is not Kind.TURN:
        parts.append(say(f"tui.memories.kinds.{memory.kind.value}"))
    if memory.state is not MemoryState.ALIVE:
        parts.append(say(f"browser.standings.{memory.state.value}"))
    return Content.styled(" · ".join(parts), "$accent")


def _words_of(memory: Memory) -> Content:
    said = Content.styled(words_of(memory), "bold")
    return Content("\n").join([said, Content(in_lines(memory.response))]) if memory.response else said


def _standing(known: Known, sight: Sight) -> Iterator[Content]:
    """How it stands, in sentences."""
    memory, say = known.memory, sight.words
    if known.factor == 0:
        yield Content.styled(say("browser.detail.never", key="N"), "$warning")
    elif known.factor < 1:
        percent = round(known.factor * 100)
        yield Content.styled(say("browser.detail.lowered", percent=percent, key="N"), "$warning")
    if memory.state is MemoryState.FADED:
        by_hand = known.let_go and memory.kind not in DAILY
        yield Content(say("browser.detail.let_go" if by_hand else "browser.detail.faded", key="F"))
    elif memory.state is MemoryState.PINNED:
        yield Content(say("browser.detail.pinned"))
    elif not sight.curve.enabled:
        yield Content(say("browser.detail.off"))


def _curve(known: Known, sight: Sight, width: int) -> Content | None:
    """The retention to come until the memory fades, with its days; None for one that does not fade, or is never
    recalled anyway.
    """
    memory, say, curve = known.memory, sight.words, sight.curve
    if memory.state is not MemoryState.ALIVE or not curve.enabled or known.factor == 0:
        return None
    strength = f"{memory.strength:g}"
    fades = curve.fades_at(memory.strength, memory.last_recall)
    if fades is None:
        left_now = round(100 * curve.retention(memory.strength, memory.last_recall, sight.now))
        standing = say("browser.detail.strength", strength=strength, left=left_now)
        return Content("\n").join([Content(standing), Content(say("browser.detail.beyond"))])
    span = max(fades - sight.now, timedelta(days=1))

    def left(share: float) -> float:
        return curve.retention(memory.strength, memory.last_recall, sight.now + share * span)

    lines = [Content(say("browser.detail.strength", strength=strength, left=round(left(0) * 100)))]
    soon = fades.date() <= sight.now.date()
    ends = say("browser.detail.today") if soon else day(say, fades.date())
    if not sight.plain:
        lines += _plotted(left, (say("browser.detail.today"), ends), max(10, width - 6))
    lines.append(Content(say("browser.detail.fades_soon") if soon else say("browser.detail.fades", day=ends)))
    renewed = curve.fades_at(memory.strength + 1, sight.now)
    holds = (
        say("browser.detail.renewed", day=day(say, renewed.date())) if renewed else say("browser.detail.for_good")
    )
    lines.append(Content.styled(holds, "$quiet"))
    return Content("\n").join(lines)


def _plotted(left: Callable[[float], float], ends: tuple[str, str], width: int) -> Iterator[Content]:
    marks = {0: "100 %", PLOT_LINES - 1: "0 %"}
    for number, row in enumerate(plot(left, width, PLOT_LINES)):
        yield Content.assemble((marks.get(number, "").rjust(5) + " ", "$quiet"), (row, "$primary"))
    yield Content.styled(" " * 6 + _both_ends(*ends, width), "$quiet")


def _both_ends(left: str, right: str, width: int) -> str:
    from rich.cells import cell_len

    return left + " " * max(1, width - cell_len(left) - cell_len(right)) + right


def _recalls(known: Known, sight: Sight) -> Content:
    say, count = sight.words, known.recalls
    if not count:
        return Content.styled(say("browser.detail.recalled_none"), "$quiet")
    title = say("browser.detail.recalled_one") if count == 1 else say("browser.detail.recalled", count=count)
    shown = [f"{day(say, one.day)} · {beginning(one.query, SAMPLE)}" for one in known.told[:SHOWN]]
    if count > len(shown):
        shown.append(say("browser.detail.more", count=count - len(shown)))
    return _titled(title, shown)


def _derived(known: Known, sight: Sight) -> Iterator[Content]:
    say = sight.words
    lines = [f"{say(f'browser.kinds.{one.kind.value}')} · {beginning(one.query, SAMPLE)}" for one in known.derived]
    if known.parts:
        parts = say("settings.between").join(say(f"browser.parts.{part.value}") for part in known.parts)
        lines.append(say("browser.detail.parts", parts=parts))
    if lines:
        yield _titled(say("browser.detail.derived"), lines)


def _beside(title: str, turn: Turn) -> Content:
    lines = [beginning(turn.query, SAMPLE)]
    if turn.response:
        lines.append(beginning(in_one_line(turn.response), SAMPLE))
    return _titled(title, lines, quiet=True)


def _titled(title: str, lines: list[str], *, quiet: bool = False) -> Content:
    shown = [Content.styled(line, "$quiet") if quiet else Content(line) for line in lines]
    return Content("\n").join([Content.styled(title, "$primary"), *shown])
