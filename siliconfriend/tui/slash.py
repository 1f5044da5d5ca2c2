"""Commands by name: `/new`, `/新对话`. A name of either language is understood in both."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from siliconfriend.language import Language, Words, words
from siliconfriend.tui.commands import COMMANDS, SLASH, SLASHES, Command
from siliconfriend.tui.slips import like_a_name

_CALL: Final = rf"[{SLASHES}](?P<name>[^\s/／]*)(?:\s+(?P<argument>\S.*))?\s*"
"""Compiled when something is typed: a class of wide letters takes half a millisecond of the first frame."""


class Call(Struct, frozen=True):
    """A command that was called, or the name that no command goes by."""

    command: Command | None
    name: str
    argument: str = ""


def parse(text: str) -> Call | None:
    """What `text` calls; None when it is something to be said, such as /etc/hosts or a line that begins blank.

    A name that nobody knows is a call when it stands alone, or is a word of letters: what stands behind a misspelt
    /forget is just what should not be said.
    """
    found = re.fullmatch(_CALL, text, re.DOTALL)
    if not found:
        return None
    name, argument = found["name"], (found["argument"] or "").strip()
    one = begun_with(text)
    if one is not None and (one.argument or not argument):
        return Call(one, name, argument)
    slip = one is None and name and text[0] in "/／" and (not argument or like_a_name(name))
    return Call(None, name) if slip else None


def slipped(text: str) -> str:
    """The name in `text` that no command goes by; empty when it is a call, or something to be said."""
    found = parse(text)
    return found.name if found is not None and found.command is None else ""


def begun_with(text: str) -> Command | None:
    """The command whose name is the first word of `text`, whatever comes behind it."""
    found = re.fullmatch(_CALL, text, re.DOTALL)
    name = found["name"].casefold() if found else ""
    return next((one for one in _named() if name in names(one)), None)


def matching(text: str) -> list[Command]:
    """The commands whose name in either language begins as `text` does, which is still being written."""
    found = re.fullmatch(_CALL, text, re.DOTALL)
    if not found or text[-1].isspace() or found["argument"]:
        return []
    begun = found["name"].casefold()
    return [one for one in _named() if any(name.startswith(begun) for name in names(one))]


def begun_argument(text: str) -> tuple[Command, str, str] | None:
    """The command whose argument is being written in `text`, what stands before the argument, and the argument."""
    found = re.fullmatch(_CALL, text, re.DOTALL)
    if not found or not (found["argument"] or text[-1:].isspace()) or "\n" in text:
        return None
    one = next((one for one in _named() if found["name"].casefold() in names(one)), None)
    if one is None or not one.argument:
        return None
    argument = found["argument"] or ""
    return one, text[: found.start("argument")] if argument else text, argument


def call(say: Words, one: Command) -> str:
    """How `one` is called in the language of `say`."""
    return f"{SLASH}{say(f'tui.commands.{one.id}.slash')}"


def names(one: Command) -> tuple[str, ...]:
    """The names `one` goes by."""
    return tuple(words(language)(f"tui.commands.{one.id}.slash").casefold() for language in Language)


def _named() -> list[Command]:
    return [one for one in COMMANDS if one.named]
