"""What a line may ask for that must not be taken for something to say."""

from __future__ import annotations

from typing import Final

from siliconfriend.language import Language, words
from siliconfriend.tui.commands import SLASHES
from siliconfriend.tui.slash import begun_with

PROMISES: Final = ("off_record", "local_only")


def promised(message: str) -> tuple[str, str] | None:
    """The promise that `message` asks for, by either of its names (/off-record), and what is said behind it.

    None when it is something to say.
    """
    name, _, rest = message.partition(" ")
    for promise in PROMISES:
        for language in Language:
            if name.casefold() == f"/{words(language)(f'tui.commands.{promise}.slash')}".casefold():
                return promise, rest.strip()
    return None


def to_say(line: str) -> str:
    """What `line` says: a blank or a second slash before the name of a command keeps it from calling that."""
    text = line.strip()
    return text[1:] if text[:1] in SLASHES and begun_with(text[1:]) else text
