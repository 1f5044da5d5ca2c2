"""A day as text: its summary, its insight, where they came from, and what was said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from textual.content import Content

from siliconfriend.memory.records import Kind, Memory
from siliconfriend.memory.reflected import Author, Part, Reflection
from siliconfriend.tui.dates import day, day_and_weekday
from siliconfriend.tui.markdown.in_one_line import in_one_line
from siliconfriend.tui.visible import beginning, one_line, visible
from siliconfriend.tui.words_of_memory import words_of

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.memory.looking import DaySeen

SAMPLE: Final = 300

PUT_TOGETHER: Final = {Part.HISTORY: "by_days", Part.PERSONALITY: "by_rule", Part.STRATEGY: "by_rule"}
"""How a part of the portrait comes about without a model; days are taken from the person's own sentences."""


def day_text(say: Words, seen: DaySeen, unwritten: str) -> Content:
    """The day, whole; `unwritten` is said of one that was not thought over."""
    blocks = [Content.styled(day_and_weekday(say, seen.day), "$accent bold")]
    for kind, memory in ((Kind.SUMMARY, seen.summary), (Kind.INSIGHT, seen.insight)):
        if memory is not None:
            blocks.append(_understood(say, seen, kind, memory))
    if len(blocks) == 1 and (seen.turns or seen.notes):
        blocks.append(Content.styled(unwritten, "$quiet"))
    blocks += [_titled(say("browser.kinds.note"), Content(visible(note.query))) for note in seen.notes]
    if seen.turns:
        blocks += _said(say, seen)
    elif len(blocks) == 1:
        blocks.append(Content.styled(say("browser.timeline.quiet"), "$quiet"))
    return Content("\n\n").join(blocks)


def _understood(say: Words, seen: DaySeen, kind: Kind, memory: Memory) -> Content:
    made = seen.made.get(memory.id)
    own = made is not None and made.author is Author.USER
    body = Content(visible(memory.query) if own else words_of(memory))
    if made is not None:
        body = Content("\n").join(
            [body, Content.styled(origin(say, made, seen.sources.get(memory.id, 0)), "$quiet")]
        )
    return _titled(say(f"browser.timeline.{kind.value}"), body)


def _said(say: Words, seen: DaySeen) -> Iterator[Content]:
    said = []
    for turn in seen.turns:
        lines = [Content(beginning(turn.query, SAMPLE))]
        if turn.response:
            lines.append(Content.styled(beginning(in_one_line(turn.response), SAMPLE), "$quiet"))
        said.append(Content("\n").join(lines))
    count = len(seen.turns)
    title = say("browser.timeline.said_one") if count == 1 else say("browser.timeline.said", count=count)
    yield _titled(title, Content("\n\n").join(said))


def origin(say: Words, made: Reflection, turns: int) -> str:
    """Who wrote it, when, and from how many turns: what the person wrote is from none."""
    when = day(say, made.at.date())
    if made.author is Author.USER:
        return say("browser.timeline.by_you", day=when)
    if made.author is Author.IMPORT:
        said = say("browser.timeline.by_import")
    elif made.extractive:
        said = say(f"browser.timeline.{PUT_TOGETHER.get(made.part, 'by_builtin')}", day=when)
    else:
        said = say("browser.timeline.by_model", model=one_line(made.model), day=when)
    if turns:
        said += say("browser.timeline.from_one" if turns == 1 else "browser.timeline.from", count=turns)
    return said


def _titled(title: str, body: Content) -> Content:
    return Content("\n").join([Content.styled(title, "$primary"), body])
