"""`siliconfriend backup`: the whole home in one file."""

from __future__ import annotations

from pathlib import Path

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words
from siliconfriend.places import places


def command(say: Words) -> Command:
    """The subcommand."""
    file = click.Argument(["file"], metavar=say("cli.page.file"), type=click.Path())
    return Command("backup", say, backup, [file, options.json_option(say)], "backup")


@click.pass_obj
def backup(session: Session, file: str, as_json: bool) -> int:
    """Write the archive, whole or not at all."""
    from siliconfriend.backup import write_backup
    from siliconfriend.companion import local_now

    say = session.say
    manifest, damaged = write_backup(places(), Path(file), local_now().isoformat(timespec="seconds"))
    names = ", ".join(manifest.people) or say("cli.backup.nobody")
    if as_json:
        streams.result(shapes.line(shapes.archive(manifest, [str(one) for one in damaged])))
    else:
        streams.note(say("cli.backup.done", names=names, file=file))
    for one in damaged:
        streams.note(say("cli.backup.damaged", file=one))
    return ExitCode.FAILED if damaged else ExitCode.FINE
