"""Noticing, in a message, suicide or self-harm. Everything happens here: no words leave the process.

The patterns are data, `locale/<language>/care.toml`: what is harmless is taken out of a message first, then
what is left is searched.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from siliconfriend.language import Language, words

_APOSTROPHES = str.maketrans(dict.fromkeys("‘’ʼ`´＇", "'"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def speaks_of_danger(message: str) -> bool:
    """Whether `message`, in English, Chinese or both, speaks of suicide or self-harm.

    In doubt it says yes: help shown for nothing costs little. The writer's own danger and somebody else's,
    present and past, count alike.
    """
    text = _normalised(message)
    return any(_speaks(text, language) for language in Language)


def _normalised(message: str) -> str:
    text = unicodedata.normalize("NFKC", message.translate(_APOSTROPHES)).casefold()
    return _BETWEEN_HAN.sub("", " ".join(_INVISIBLE.sub("", text).split()))


def _speaks(text: str, language: Language) -> bool:
    harmless, danger = _patterns(language)
    return danger.search(harmless.sub(" _ ", text)) is not None


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    # An English word also ends where a Chinese character begins.
    flags = re.ASCII if language is Language.EN else re.NOFLAG
    say = words(language)
    return (
        re.compile("|".join(say.all("care.harmless")), flags),
        re.compile("|".join(say.all("care.danger")), flags),
    )
