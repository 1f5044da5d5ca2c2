"""`siliconfriend profile local-only`."""

from __future__ import annotations

from contextlib import closing

import click

from siliconfriend.cli import streams
from siliconfriend.cli.names import name_argument
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words


def command(say: Words) -> Command:
    """The subcommand."""
    off = click.Option(["--off"], is_flag=True, help=say("cli.options.local_only_off"))
    return Command("local-only", say, local_only, [name_argument(say), off], "profile_local_only")


@click.pass_obj
def local_only(session: Session, name: str, off: bool) -> None:
    """Keep a person's words on this machine, or no longer."""
    from siliconfriend.cli.person import known
    from siliconfriend.opening import open_bank

    person = known(name)
    with closing(open_bank(person, session.settings_of())) as bank:
        bank.keep_here(not off)
    streams.note(session.say(f"cli.profile_local_only.{'off' if off else 'on'}", name=person.name))
