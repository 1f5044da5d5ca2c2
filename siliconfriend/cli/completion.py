"""`siliconfriend completion`: what a shell needs to complete commands, options, settings and names."""

from __future__ import annotations

import click

from siliconfriend.cli import streams
from siliconfriend.cli.pages import Command
from siliconfriend.language import Words

PROGRAM = "siliconfriend"
VARIABLE = "_SILICONFRIEND_COMPLETE"
SHELLS = ("bash", "zsh", "fish")


def command(say: Words) -> Command:
    """The subcommand."""
    shell = click.Argument(["shell"], type=click.Choice(SHELLS), metavar=say("cli.page.shell"))
    return Command("completion", say, completion, [shell], "completion")


def completion(shell: str) -> None:
    """Print click's own script for the shell."""
    from click.shell_completion import ShellComplete, get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None, shell  # noqa: S101 - click has all of SHELLS
    # Past BashComplete.source, which would start a bash to ask for its version.
    streams.result(ShellComplete.source(kind(click.Command(PROGRAM), {}, PROGRAM, VARIABLE)) + "\n")
