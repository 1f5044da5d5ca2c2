"""`siliconfriend profile create`."""

from __future__ import annotations

import click

from siliconfriend.cli import options, streams
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Language, Words


def command(say: Words) -> Command:
    """The subcommand."""
    name = click.Argument(["name"], metavar=say("cli.page.name"))
    return Command("create", say, create, [name, options.language_option(say)], "profile_create")


@click.pass_obj
def create(session: Session, name: str, language: str | None) -> None:
    """Make a profile."""
    from siliconfriend.companion import local_now
    from siliconfriend.opening import open_profiles

    session.settings_of("interface")
    spoken = Language(language) if language else session.say.language
    made = open_profiles().create(name, spoken, local_now(), here=False)
    say = session.say
    called = say(f"settings.value.{made.language.value}")
    streams.note(say("cli.profile_create.done", name=made.name, language=called))
