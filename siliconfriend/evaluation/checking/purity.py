"""Whether a text is in one language."""

from __future__ import annotations

import re
import unicodedata

from siliconfriend.language import Language, language_of

_CHINESE_STOP = re.compile("[，。！？；：、（）《》]")
_TITLE = re.compile("《[^》]*》")
_ENGLISH_SENTENCE = re.compile(r"(?<![A-Za-z])[A-Za-z]++(?:[ ,]++[A-Za-z]++){4,}")


def foreign(text: str, language: Language) -> str:
    """What in `text` is not of `language`; empty if nothing is.

    Chinese may name things in Latin letters (iPhone, 《Yesterday Once More》), but holds no English sentence;
    English has no Chinese character and no Chinese punctuation.
    """
    letters = "".join(dict.fromkeys(char for char in text if char.isalpha() and not _known(char, language)))
    if letters:
        return letters
    if language is Language.EN:
        return "".join(dict.fromkeys(_CHINESE_STOP.findall(text)))
    told = _TITLE.sub("", text)
    sentence = _ENGLISH_SENTENCE.search(told)
    if sentence:
        return sentence[0]
    return "" if language_of(told, language) is language else text


def _known(char: str, language: Language) -> bool:
    name = unicodedata.name(char, "")
    return name.startswith("LATIN") or (language is Language.CN and name.startswith("CJK"))
