"""`siliconfriend` itself: the screen, and the way to the subcommands."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, get_args

import click

from siliconfriend import __version__
from siliconfriend.cli import options, streams
from siliconfriend.cli.completion import PROGRAM, VARIABLE
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.failures import guarded
from siliconfriend.cli.pages import Group
from siliconfriend.cli.session import Session
from siliconfriend.home.unfinished import interrupted
from siliconfriend.language import Words
from siliconfriend.places import places
from siliconfriend.settings import ThemeName
from siliconfriend.tui.web import in_browser

SUBCOMMANDS = {
    "chat": "siliconfriend.cli.chat",
    "recall": "siliconfriend.cli.recall",
    "memory": "siliconfriend.cli.memory",
    "summarize": "siliconfriend.cli.summarize",
    "profile": "siliconfriend.cli.profile",
    "import": "siliconfriend.cli.importing",
    "export": "siliconfriend.cli.exporting",
    "serve": "siliconfriend.cli.serve",
    "models": "siliconfriend.cli.models",
    "eval": "siliconfriend.cli.evaluate",
    "tune": "siliconfriend.cli.tune",
    "backup": "siliconfriend.cli.backup",
    "restore": "siliconfriend.cli.restore",
    "erase": "siliconfriend.cli.erase",
    "config": "siliconfriend.cli.config",
    "doctor": "siliconfriend.cli.doctor",
    "completion": "siliconfriend.cli.completion",
}


def run(args: Sequence[str]) -> int:
    """Run the command with `args` and return its exit code."""
    streams.prepare()
    session = Session()
    command = root(session.say)
    if VARIABLE in os.environ:
        command.main(list(args), prog_name=PROGRAM)

    def invoke() -> object:
        with command.make_context(PROGRAM, list(args), obj=session) as context:
            return command.invoke(context)

    return guarded(session, invoke)


def root(say: Words) -> Group:
    """The command, its help in the words of `say`."""
    return Group(
        PROGRAM,
        say,
        start,
        [
            *options.talking_options(say),
            options.option(
                say,
                "theme",
                type=click.Choice(["auto", *get_args(ThemeName)]),
                metavar="dark|light|auto",
            ),
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_version,
                help=say("cli.options.version"),
            ),
        ],
        "root",
        SUBCOMMANDS,
        invoke_without_command=True,
    )


@click.pass_context
def start(context: click.Context, /, profile: str | None, **flags: Any) -> int:
    """Keep the options for a subcommand, or without one open the screen."""
    session: Session = context.obj
    if interrupted(places()):
        from siliconfriend.home.restoring import finish

        finish(places())
    session.profile = profile
    session.flags = options.as_flags(flags)
    if context.invoked_subcommand is not None:
        from siliconfriend.cli.journal import keep_journal

        keep_journal(places().logs)
        return ExitCode.FINE
    settings = session.settings()
    if not (in_browser() or (streams.at_terminal() and sys.stderr.isatty())):
        raise click.UsageError(session.say("cli.root.no_terminal"), context)
    from siliconfriend.tui.start import run as open_screen

    return open_screen(settings, profile, places(), session.flags)


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        streams.result(f"{PROGRAM} {__version__}\n")
        context.exit()
