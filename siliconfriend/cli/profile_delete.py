"""`siliconfriend profile delete`."""

from __future__ import annotations

import click

from siliconfriend.cli import streams
from siliconfriend.cli.confirming import agreed, yes_option
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.names import name_argument
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("delete", say, delete, [name_argument(say), yes_option(say)], "profile_delete")


@click.pass_obj
def delete(session: Session, name: str, yes: bool) -> int:
    """Delete everything that is kept of a person, once that is certain."""
    from siliconfriend.cli.person import known
    from siliconfriend.opening import open_profiles

    session.settings_of()
    say, person = session.say, known(name)
    question = say("cli.profile_delete.question", name=person.name)
    if not yes and not agreed(say, question, say("cli.profile_delete.sure")):
        streams.note(say("cli.profile_delete.kept", name=person.name))
        return ExitCode.FAILED
    left = open_profiles().delete(person)
    streams.note(say("cli.profile_delete.done", name=person.name))
    for path in left:
        streams.note(say("cli.erase.left", path=path))
    return ExitCode.FINE
