"""A name that no command goes by: whether words look as if one was meant, and which one that may have been."""

from __future__ import annotations

import unicodedata
from typing import Final

from siliconfriend.tui.visible import beginning

LONGEST: Final = 40
ENDS: Final = ":：,，、.。;；!！?？"
"""What may stand behind a name and is none of it."""

NEAR: Final = 0.7
NEAR_IN_SIGNS: Final = 0.5
"""A Chinese name has two signs or three: one of them may be wrong."""


def like_a_name(name: str) -> bool:
    """Whether `name` is one word of letters, in any script, as the names of commands are."""
    bare = name.rstrip(ENDS)
    return bool(bare) and all(_of_a_word(sign) for sign in bare)


def shown(name: str) -> str:
    """`name` in one line that is not long."""
    return beginning(name, LONGEST)


def nearest(name: str) -> str:
    """The name of a command, in whichever language, that is most like `name`; empty when none is."""
    from difflib import SequenceMatcher

    from siliconfriend.tui.commands import COMMANDS
    from siliconfriend.tui.slash import names

    bare = name.rstrip(ENDS).casefold()
    found = [
        (likeness, one[:1] == bare[:1], one)
        for command in COMMANDS
        if command.named
        for one in names(command)
        if (likeness := SequenceMatcher(None, bare, one).ratio()) >= (NEAR if one.isascii() else NEAR_IN_SIGNS)
    ]
    return max(found)[2] if found else ""


def _of_a_word(sign: str) -> bool:
    return sign.isalpha() or sign in "-_" or unicodedata.category(sign).startswith("M")
