"""`siliconfriend restore`: a backup in the place of what is here."""

from __future__ import annotations

from pathlib import Path

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.confirming import agreed, yes_option
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words
from siliconfriend.places import places


def command(say: Words) -> Command:
    """The subcommand."""
    return Command(
        "restore", say, restore, [options.file_argument(say), yes_option(say), options.json_option(say)], "restore"
    )


@click.pass_obj
def restore(session: Session, file: str, yes: bool, as_json: bool) -> int:
    """Put the people and settings of the archive in the place of those that are here."""
    from siliconfriend.cli.progress import bar
    from siliconfriend.home.belongings import strays
    from siliconfriend.home.reading_backup import read_manifest
    from siliconfriend.home.restoring import restore as put_in_place

    say, home = session.say, places()
    manifest = read_manifest(Path(file))
    names = ", ".join(manifest.people) or say("cli.backup.nobody")
    if not yes and (home.config_file.exists() or any(home.profiles.glob("[!.]*/"))):
        question = say("cli.restore.question", made=manifest.made, names=names, here=_here(say))
        if not agreed(say, question, say("cli.restore.sure")):
            streams.note(say("cli.restore.kept"))
            return ExitCode.FAILED
    with bar(say("cli.progress.restoring"), of_bytes=True) as tell:
        put_in_place(home, Path(file), tell)
    if as_json:
        streams.result(shapes.line(shapes.archive(manifest, [])))
    else:
        streams.note(say("cli.restore.done", made=manifest.made, names=names))
    for path in strays(home.profiles):
        streams.note(say("cli.erase.left", path=path))
    return ExitCode.FINE


def _here(say: Words) -> str:
    from siliconfriend.opening import open_profiles

    return ", ".join(one.name for one in open_profiles().list()) or say("cli.backup.nobody")
