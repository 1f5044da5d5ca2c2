"""What the person said on a day, sentence by sentence, and what of it is never quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.both_ends import LONGEST_END, both_ends
from siliconfriend.danger import speaks_of_danger
from siliconfriend.memory.lexical import search_terms
from siliconfriend.memory.sentences import plain, quotations_whole, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siliconfriend.memory.reflected import Material


def heavy(told: Iterable[str]) -> bool:
    """Whether danger is noticed in what was said on a day."""
    return speaks_of_danger("\n".join(told))


def read_of(text: str) -> list[str]:
    """The sentences of one message that are read; of a very long one those at its two ends."""
    if len(text) <= 2 * LONGEST_END:
        return sentences(text)
    first, last = sentences(text[:LONGEST_END]), sentences(text[-LONGEST_END:])
    return [*(first[:-1] or first), *(last[1:] or last)]  # what is cut in two is not quoted


def told_of(material: Material) -> list[str]:
    """What the person said and noted on a day, sentence by sentence, each once."""
    found: dict[str, str] = {}
    for text in _texts(material):
        for one in _sentences(text):
            found.setdefault(plain(one), one)
    return list(found.values())


def not_to_be_quoted(material: Material) -> set[str]:
    """The sentences of a day in which danger is noticed; all of a text that speaks of it only as a whole."""
    found: set[str] = set()
    for text in _texts(material):
        told = _sentences(text)
        unsafe = {one for one in told if speaks_of_danger(one)}
        rest = [one for one in told if one not in unsafe]
        spread = heavy(rest) or (speaks_of_danger(both_ends(text)) and not unsafe)
        found.update(told if spread else unsafe)
    return found


def _texts(material: Material) -> list[str]:
    return [*(turn.query for turn in material.turns), *(note.query for note in material.notes)]


def _sentences(text: str) -> list[str]:
    return [" ".join(one.split()) for one in quotations_whole(read_of(text)) if search_terms(one)]
