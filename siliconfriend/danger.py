"""Noticing, in a message, suicide or self-harm. Everything happens here: no words leave the process.

The patterns are data, `locale/<language>/care.toml`: what is harmless is taken out of a message first, then
what is left is searched. A long message is searched piece by piece: a regular expression lets no other thread
run while it looks, and nobody can type meanwhile.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from siliconfriend.language import Language, words
from siliconfriend.must_hold import Guarded, pieces_of

MOST_AT_ONCE: Final = 2_000
"""Characters: looked through in some twenty milliseconds."""
SHARED: Final = 600
"""Characters that a piece and the next may have in common: what speaks of danger is never as long as half of it."""

_SENTENCE_ENDS: Final = re.compile(r".*[.!?。！？…]")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’ʼ`´＇", "'"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def speaks_of_danger(message: str) -> bool:
    """Whether `message`, in English, Chinese or both, speaks of suicide or self-harm.

    In doubt it says yes: help shown for nothing costs little. The writer's own danger and somebody else's,
    present and past, count alike.
    """
    return any(_speaks(piece) for piece in _pieces(_normalised(message)))


def _pieces(text: str) -> Iterator[str]:
    """`text` in pieces that begin with a sentence where one does. Where one is cut, no word ends and no message."""
    begin = 0
    while begin + MOST_AT_ONCE < len(text):
        end = begin + MOST_AT_ONCE
        yield f"{'_' if begin else ''}{text[begin:end]}_"
        sentence = _SENTENCE_ENDS.match(text, end - SHARED, end - SHARED // 2)
        begin = sentence.end() if sentence else end - SHARED
    yield f"{'_' if begin else ''}{text[begin:]}"


def _normalised(message: str) -> str:
    text = unicodedata.normalize("NFKC", message.translate(_APOSTROPHES)).casefold()
    return _BETWEEN_HAN.sub("", " ".join(_INVISIBLE.sub("", text).split()))


def _speaks(text: str) -> bool:
    pieces = pieces_of(text)
    for language in Language:
        harmless, danger = _patterns(language)
        left = _harmless(language).sub(" _ ", text) if harmless.may_be_in(text, pieces) else text
        if danger.are_in(left, pieces if left == text else pieces_of(left)):
            return True
    return False


@cache
def _patterns(language: Language) -> tuple[Guarded, Guarded]:
    say, flags = words(language), _flags(language)
    return Guarded(say.all("care.harmless"), flags), Guarded(say.all("care.danger"), flags)


@cache
def _harmless(language: Language) -> re.Pattern[str]:
    return re.compile("|".join(words(language).all("care.harmless")), _flags(language))


def _flags(language: Language) -> re.RegexFlag:
    """An English word also ends where a Chinese character begins."""
    return re.ASCII if language is Language.EN else re.NOFLAG
