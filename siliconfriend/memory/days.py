"""Days and what there is of them: the words said, and whether what was understood of them still fits."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory.records import Kind, Memory, Turn
from siliconfriend.memory.reflected import Author, Day, Material, Reflection

if TYPE_CHECKING:
    from datetime import date


def digest(*texts: object) -> str:
    """Another one for other texts."""
    return hashlib.sha256("\x1f".join(map(str, texts)).encode()).hexdigest()[:32]


def material(day: date, turns: Iterable[Turn], notes: Iterable[Memory]) -> Material:
    """What was said on `day`; a reply that only echoes memories is nothing new."""
    said, written = tuple(turns), tuple(notes)
    parts = [(turn.id, turn.query, "" if turn.echo else turn.response) for turn in said]
    parts += [(note.id, note.query, "note") for note in written]
    return Material(day, said, written, digest(*(field for part in parts for field in part)))


def all_of(words: Material) -> str:
    """What was said on a day and noted, one under the other."""
    said = [text for turn in words.turns for text in (turn.query, "" if turn.echo else turn.response)]
    return "\n".join([*said, *(note.query for note in words.notes)])


def materials(
    turns: Iterable[Turn], notes: Iterable[Memory], *, but_turns: Collection[int], but_notes: Collection[int]
) -> list[Material]:
    """The days on which anything was said or noted, oldest first, each with what may be told of it."""
    said: dict[date, list[Turn]] = defaultdict(list)
    written: dict[date, list[Memory]] = defaultdict(list)
    for turn in turns:
        said[turn.day] += [turn] if turn.id not in but_turns else []
    for note in notes:
        written[note.day] += [note] if note.id not in but_notes else []
    return [material(day, said[day], written[day]) for day in sorted(said.keys() | written.keys())]


def fits(held: Reflection | None, words: Material, made_from: Collection[int]) -> bool:
    """Whether what was understood of a day was made from these very words.

    What an older program imported has no fingerprint: it fits as long as the day has the same turns. What the
    person wrote of a day always fits.
    """
    if held is None:
        return False
    if held.author is Author.USER:
        return True
    if held.fingerprint:
        return held.fingerprint == words.fingerprint
    return held.author is Author.IMPORT and {turn.id for turn in words.turns} == set(made_from)


def day_of(words: Material, memories: Mapping[Kind, Memory | None], due: Sequence[Kind]) -> Day:
    """The day as others see it."""
    return Day(
        words.day,
        len(words.turns),
        len(words.notes),
        memories.get(Kind.SUMMARY),
        memories.get(Kind.INSIGHT),
        tuple(due),
    )
