"""The messages sent to a model, inside a token budget.

They run from what stays to what changes, so that a server's prefix cache holds from turn to turn: who the
companion is, what it understands of the user, the dialogue so far, and last, in the user's own message, the
date and the memories recalled for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from siliconfriend.language import Words, words
from siliconfriend.memory.records import Kind, Memory, Recollection
from siliconfriend.memory.sentences import joined, without
from siliconfriend.models.base import Message, Prompt, Quote, Role
from siliconfriend.tokens import estimate_tokens, shortened

if TYPE_CHECKING:
    from siliconfriend.memory.records import Portrait, Profile, Turn

MESSAGE_TOKENS = 4
"""What a chat template adds to a message, at most, in the usual ones."""

DIALOGUE_SHARE = 2
"""The dialogue may take one part in this many of the budget; a part of the portrait or a memory, a quarter
of that."""


def window(turns: Sequence[Turn], budget: int) -> list[Turn]:
    """The last of `turns`, oldest first, that fit the dialogue's share of `budget` tokens.

    They are walked from the first; where the dialogue outgrows the share, the oldest turns go in one
    block until half of the share is left. So the window begins at the same turn for many turns in a row. The
    newest turn stays when it fits the share by itself, even if it takes more than half.
    """
    share = budget // DIALOGUE_SHARE
    sizes = [2 * MESSAGE_TOKENS + estimate_tokens(turn.query) + estimate_tokens(turn.response) for turn in turns]
    first = total = 0
    for last, size in enumerate(sizes):
        total += size
        if total > share:
            while first < last and total > share // 2:
                total -= sizes[first]
                first += 1
            if total > share:
                first, total = last + 1, 0
    return list(turns[first:])


def most_turns(budget: int) -> int:
    """More turns than `window` ever leaves: walked from there, it is as long as from the first of all."""
    return 1 + budget // DIALOGUE_SHARE // (2 * MESSAGE_TOKENS)


def compose(
    turn: Turn,
    *,
    profile: Profile,
    portrait: Portrait,
    earlier: Sequence[Turn],
    recalled: Sequence[Recollection],
    now: datetime,
    budget: int,
    first_meeting: bool,
    greeting: str = "",
) -> Prompt:
    """What a model is asked for `turn`, in the profile's language and in at most `budget` tokens.

    What does not fit goes in this order: the recalled memories, lowest-ranked first; the earlier turns, oldest
    first; the portrait; the middle of the message. The prompt's `recalled` are those the model is told of.

    Args:
        turn: the turn to answer; its reply is not read.
        earlier: turns of this conversation before it, oldest first.
        recalled: best first.
        now: the local time.
        first_meeting: nothing is known yet, not even by a note: a shorter prompt without portrait and memories.
        greeting: what the companion said when the user came back, if it did.
    """
    say, name = words(profile.language), profile.name
    moment = say("prompt.now", moment=_moment(say, now))
    if greeting:
        moment += "\n" + say("prompt.greeted", name=name, text=" ".join(greeting.split()))
    if turn.off_record:
        moment += "\n" + say("prompt.off_record", name=name)
    opening = _opening(say, profile, portrait, budget, first_meeting)
    room = budget - _size(opening) - MESSAGE_TOKENS - estimate_tokens(f"{moment}\n\n")
    message = shortened(turn.query, room, say("prompt.cut"))
    room -= estimate_tokens(message)

    dialogue = _dialogue(earlier)
    while dialogue and _size(dialogue) > room:
        earlier = earlier[1:]
        dialogue = _dialogue(earlier)
    room -= _size(dialogue)

    told = [] if first_meeting else _each_once(recalled)
    longest = budget // (4 * DIALOGUE_SHARE)
    while told and estimate_tokens(_notes(say, name, told, longest)) > room:
        told.pop()

    last = f"{moment}{_notes(say, name, told, longest)}\n\n{message}"
    messages = list(opening)
    for one in (*dialogue, Message(Role.USER, last)):
        _add(messages, one.role, one.content)
    return Prompt(
        messages=tuple(messages),
        message=turn.query,
        name=name,
        language=profile.language,
        now=now,
        recalled=tuple(_quote(one.memory) for one in told),
        first_meeting=first_meeting,
        companion=profile.companion,
        off_record=turn.off_record,
        shortened=message != turn.query,
    )


def _opening(
    say: Words, profile: Profile, portrait: Portrait, budget: int, first_meeting: bool
) -> tuple[Message, ...]:
    """The one system message (some templates refuse a second), or none where the budget is tiny."""
    name, called = profile.name, profile.called
    danger = say("prompt.danger", name=name)
    parts = [say("prompt.first_meeting" if first_meeting else "prompt.companion", name=name, companion=called)]
    parts.append(danger)
    if not first_meeting:
        parts += _understood(say, name, portrait, budget // (4 * DIALOGUE_SHARE))
    brief = [say("prompt.brief", name=name, companion=called)]
    for texts in (*(parts[:last] for last in range(len(parts), 0, -1)), [*brief, danger], brief):
        opening = (Message(Role.SYSTEM, "\n\n".join(texts)),)
        if _size(opening) <= budget // DIALOGUE_SHARE:
            return opening
    return ()


def _understood(say: Words, name: str, portrait: Portrait, longest: int) -> list[str]:
    """What is known of the user, each part in at most `longest` tokens, what matters most first.

    The user's own sentences are told as theirs: in them "I" is the user, and "you" may be anybody.
    """
    mark = say("prompt.cut")
    facts = "\n".join(say("prompt.fact", text=" ".join(one.split())) for one in portrait.retracted)
    history, personality, strategy = portrait.own
    return [
        say(key, name=name, text=shortened(told, longest, mark))
        for key, text, own in (
            ("prompt.retracted", facts, ()),
            ("prompt.personality", portrait.overall_personality, personality),
            ("prompt.strategy", portrait.strategy, strategy),
            ("prompt.history", portrait.overall_history, history),
        )
        if (told := _in_whose_words(say, name, text, own).strip())
    ]


def _in_whose_words(say: Words, name: str, text: str, own: Sequence[str]) -> str:
    """`text`, with the user's `own` sentences before the others and quoted."""
    if not own:
        return text
    quoted = say("prompt.own", name=name, text=" ".join(joined(own).split()))
    return f"{quoted}\n{without(text, own)}"


def _dialogue(turns: Sequence[Turn]) -> list[Message]:
    """The turns as they were said. Queries that got no answer join the next, for templates that demand
    strict alternation."""
    messages: list[Message] = []
    for turn in turns:
        _add(messages, Role.USER, turn.query)
        if messages:
            _add(messages, Role.ASSISTANT, turn.response)
    return messages


def _add(messages: list[Message], role: Role, content: str) -> None:
    if not content.strip():
        return
    if messages and messages[-1].role is role:
        content = f"{messages.pop().content}\n\n{content}"
    messages.append(Message(role, content))


def _size(messages: Sequence[Message]) -> int:
    return sum(MESSAGE_TOKENS + estimate_tokens(one.content) for one in messages)


def _each_once(recalled: Sequence[Recollection]) -> list[Recollection]:
    return list({one.memory.id: one for one in reversed(recalled)}.values())[::-1]


def _notes(say: Words, name: str, told: Sequence[Recollection], longest: int) -> str:
    """The memories by date, oldest first, with what says that they are memories; empty for none."""
    if not told:
        return ""
    memories = sorted(
        (one.memory for one in told), key=lambda one: (one.day, -1 if one.index is None else one.index, one.id)
    )
    lines = [say("prompt.notes", name=name)]
    for day, of_day in groupby(memories, key=lambda one: one.day):
        lines.append(_date(say, day))
        lines.extend(_note(say, name, memory, longest) for memory in of_day)
    lines.append(say("prompt.notes_end", name=name))
    return "\n\n" + "\n".join(lines)


def _note(say: Words, name: str, memory: Memory, longest: int) -> str:
    said, replied = (
        shortened(" ".join(text.split()), longest, say("prompt.cut")) for text in (memory.query, memory.response)
    )
    key = f"prompt.{memory.kind.value}" if replied or memory.kind is not Kind.TURN else "prompt.unanswered"
    return say(key, name=name, said=said, replied=replied)


def _quote(memory: Memory) -> Quote:
    """What the companion wrote itself, a summary or an insight, is nobody's saying but its own."""
    if memory.kind in (Kind.TURN, Kind.NOTE):
        return Quote(memory.day, said=memory.query, replied=memory.response)
    return Quote(memory.day, said="", replied=memory.query)


def _date(say: Words, day: date) -> str:
    return say(
        "prompt.date",
        weekday=say.all("prompt.weekdays")[day.weekday()],
        day=day.day,
        month=say.all("prompt.months")[day.month - 1],
        year=day.year,
    )


def _moment(say: Words, now: datetime) -> str:
    return say("prompt.moment", date=_date(say, now.date()), time=f"{now:%H:%M}")
