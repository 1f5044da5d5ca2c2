"""`siliconfriend backup`: the whole home in one file."""

from __future__ import annotations

from pathlib import Path

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.elsewhere import elsewhere
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words
from siliconfriend.places import places


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("backup", say, backup, [options.file_argument(say), options.json_option(say)], "backup")


@click.pass_obj
def backup(session: Session, file: str, as_json: bool) -> int:
    """Write the archive, whole or not at all."""
    from siliconfriend.cli.progress import bar
    from siliconfriend.companion import local_now
    from siliconfriend.home.writing_backup import write_backup

    elsewhere(file)
    say = session.say
    with bar(say("cli.progress.keeping"), of_bytes=True) as tell:
        manifest, damaged = write_backup(places(), Path(file), local_now().isoformat(timespec="seconds"), tell)
    names = ", ".join(manifest.people) or say("cli.backup.nobody")
    if as_json:
        streams.result(shapes.line(shapes.archive(manifest, [str(one) for one in damaged])))
    else:
        streams.note(say("cli.backup.done", names=names, file=file))
    for one in damaged:
        streams.note(say("cli.backup.damaged", file=one))
    return ExitCode.FAILED if damaged else ExitCode.FINE
