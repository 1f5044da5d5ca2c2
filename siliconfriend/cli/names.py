"""Names of people on the command line, and their completion."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, Any

import click

from siliconfriend.cli.completion import VARIABLE
from siliconfriend.language import Words

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Name(click.ParamType[str]):
    """What somebody may be called, as it is kept: without what cannot be seen."""

    name = "name"

    def __init__(self, say: Words) -> None:
        self._say = say

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name that `value` is."""
        from siliconfriend.memory.names import clean_name
        from siliconfriend.memory.records import MemoryBankError

        try:
            return clean_name(str(value))
        except MemoryBankError as error:
            self.fail(self._say(f"errors.{error.code}", **error.details), param, ctx)


def name_argument(say: Words) -> click.Argument:
    """The name of somebody known."""
    return click.Argument(["name"], type=Name(say), metavar=say("cli.page.name"), shell_complete=complete)


def complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str | CompletionItem]:
    """The names that begin with `incomplete`, in whatever case; none when they cannot be read."""
    from siliconfriend.memory.records import MemoryBankError
    from siliconfriend.opening import open_profiles

    try:
        names = [one.name for one in open_profiles().list()]
    except (MemoryBankError, OSError):
        return []
    found = [name for name in names if name.casefold().startswith(incomplete.casefold())]
    # bash takes what it is given as it is typed; zsh and fish quote by themselves
    return [shlex.quote(name) if os.environ.get(VARIABLE) == "bash_complete" else name for name in found]
