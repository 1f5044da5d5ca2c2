"""Whether the sentence around a time looks ahead, or speaks of a habit: what a bare "Friday" then means."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

_REACH = 80
_ENDS = ".!?;\n。！？；，"


class Tense(StrEnum):
    """The sense a sentence gives to a time that names no year or week."""

    PAST = "past"
    AHEAD = "ahead"
    HABIT = "habit"


_HABIT = (
    r"\b(?:always|usually|often|generally|normally|typically|never|whenever|every|each|hate|love|favou?rite)\b"
    "|每|总是|通常|一般|经常|往往|从来"
)
_PAST = (
    r"\b(?:did|didn't|was|were|wasn't|weren't|had|said|told|asked|mentioned|talked|spoke|remember"
    r"|planned|went|saw)\b"
    "|了|过|聊|告诉|记得|提到|说的|当时|那天|曾|本来|原本"
)
_AHEAD = (
    r"\b(?:will|won't|shall|going to|gonna|plan(?:ning)? (?:to|on)|hop(?:e|ing) to|look(?:ing)? forward)\b"
    r"|\w'll\b|(?<![么的])(?:打算|计划|准备)|即将|将[要会于在]|_ 见吧?$|会[去来到]|(?<![重需主不只想快])要"
    r"(?![是不么求紧点])"
)


def tense_around(text: str, start: int, end: int) -> Tense:
    """How the clause that holds `text[start:end]` speaks; the past when nothing says otherwise."""
    before = text[max(0, start - _REACH) : start]
    after = text[end : end + _REACH]
    before = before[max(before.rfind(sign) for sign in _ENDS) + 1 :]
    after = after[: min((at for sign in _ENDS if (at := after.find(sign)) >= 0), default=len(after))]
    clause = f"{before} _ {after}".lower()
    habit, past, ahead = _cues()
    if past.search(clause):
        return Tense.PAST
    if ahead.search(clause):
        return Tense.AHEAD
    return Tense.HABIT if habit.search(clause) else Tense.PAST


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(_HABIT, re.ASCII),
        re.compile(_PAST, re.ASCII),
        re.compile(_AHEAD, re.ASCII),
    )
