"""`siliconfriend profile rename`."""

from __future__ import annotations

import click

from siliconfriend.cli import streams
from siliconfriend.cli.names import name_argument
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words


def command(say: Words) -> Command:
    """The subcommand."""
    names = [
        name_argument(say),
        click.Argument(["new_name"], metavar=say("cli.page.new_name")),
    ]
    return Command("rename", say, rename, names, "profile_rename")


@click.pass_obj
def rename(session: Session, name: str, new_name: str) -> None:
    """Give a person another name."""
    from siliconfriend.cli.person import known
    from siliconfriend.opening import open_profiles

    session.settings_of()
    person = known(name)
    renamed = open_profiles().rename(person, new_name)
    streams.note(session.say("cli.profile_rename.done", name=person.name, new_name=renamed.name))
