"""`siliconfriend chat`: the companion line by line, for pipes, screen readers and scripts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from siliconfriend.cli import options
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words

if TYPE_CHECKING:
    from io import RawIOBase

    from siliconfriend.memory.records import Profile
    from siliconfriend.settings import Settings


def command(say: Words) -> Command:
    """The subcommand."""
    return Command(
        "chat",
        say,
        chat,
        [
            *options.talking_options(say),
            click.Option(["--continue", "go_on"], is_flag=True, help=say("cli.options.continue")),
            click.Option(["--off-record"], is_flag=True, help=say("cli.options.off_record")),
            options.json_option(say),
        ],
        "chat",
    )


@click.pass_obj
def chat(
    session: Session, /, profile: str | None, go_on: bool, off_record: bool, as_json: bool, **flags: Any
) -> int:
    """Talk until the input ends."""
    import asyncio

    from siliconfriend.cli.line_chat import LineChat
    from siliconfriend.cli.lines import Lines
    from siliconfriend.opening import open_bank, open_companion

    session.flags |= options.as_flags(flags)
    settings = session.settings()
    person = _met(profile or session.profile, settings, session.say)
    say = session.speak_to(person.language, settings)
    bank = open_bank(person, settings)
    try:
        companion = open_companion(bank, settings)
    except BaseException:
        bank.close()
        raise
    if off_record:
        companion.go_off_record()
    elif not go_on:
        companion.new_conversation()
    return asyncio.run(LineChat(companion, Lines(_stdin()), say, as_json=as_json).run())


def _met(name: str | None, settings: Settings, say: Words) -> Profile:
    """The person called `name`, who may be new; without a name whoever talked last.

    Raises:
        ModelError: there would be no model to meet somebody new; nobody was made.
        MemoryBankError: a profile that may be theirs cannot be opened; nobody was made.
    """
    from siliconfriend.cli.exit_codes import ExitCode
    from siliconfriend.cli.failures import exit_code
    from siliconfriend.cli.person import known_or_latest, unreadable
    from siliconfriend.cli.streams import note
    from siliconfriend.companion import local_now
    from siliconfriend.models.catalog import open_model
    from siliconfriend.opening import open_profiles

    if name is None:
        return known_or_latest(None, say)
    profiles = open_profiles()
    found = profiles.find(name)
    if found is None:
        open_model(settings.chat)
        for error in unreadable():
            if exit_code(error) == ExitCode.UNREADABLE:
                note(say("cli.failure.in_the_way", name=name))
            raise error
        found = profiles.create(name, say.language, local_now())
        called = say(f"settings.value.{found.language.value}")
        note(say("cli.profile_create.done", name=found.name, language=called))
    return found


def _stdin() -> RawIOBase | None:
    """Descriptor 0, unbuffered; None when there is no stdin."""
    if sys.stdin is None:
        return None
    return os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
