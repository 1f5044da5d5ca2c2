"""Names of people: how they are kept, and when two are the same."""

from __future__ import annotations

import unicodedata

from siliconfriend.memory.records import MemoryBankError

LONGEST_NAME = 100

_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that leave no ink: fillers of Hangul syllables, and the blank of Braille."""


def clean_name(name: str) -> str:
    """`name` as it is kept: normalised, without control or formatting characters, blanks folded.

    The joiners stay between other characters: Persian names and emoji are written with them.

    Raises:
        MemoryBankError: nothing that can be seen is left of it, or it is longer than 100 characters.
    """
    folded = "".join(
        " " if char not in _JOINERS and unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char
        for char in unicodedata.normalize("NFC", name)
    )
    cleaned = " ".join(filter(None, (word.strip(_JOINERS) for word in folded.split())))
    if not any(char not in _UNSEEN and unicodedata.category(char)[0] not in "MZ" for char in cleaned):
        raise MemoryBankError("name_empty")
    if len(cleaned) > LONGEST_NAME:
        raise MemoryBankError("name_too_long", most=LONGEST_NAME)
    return cleaned


def name_key(name: str) -> str:
    """Equal for names that differ only in case, width, joiners or blanks."""
    plain = unicodedata.normalize("NFKC", name).translate(dict.fromkeys(map(ord, _JOINERS)))
    return " ".join(unicodedata.normalize("NFKC", plain.casefold()).split())
