"""`siliconfriend memory forget`: what is remembered about something, deleted for good."""

from __future__ import annotations

import click

from siliconfriend.cli import options, streams
from siliconfriend.cli.confirming import yes_option
from siliconfriend.cli.deleting import delete_if_sure
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.memory_words import all_there
from siliconfriend.cli.pages import Command
from siliconfriend.cli.remembering import memory_of
from siliconfriend.cli.session import Session
from siliconfriend.language import Words


def command(say: Words) -> Command:
    """The subcommand."""
    text = click.Argument(["text"], metavar=say("cli.page.text"))
    params = [text, options.profile_option(say), yes_option(say)]
    return Command("forget", say, forget, params, "forget", part="reflection")


@click.pass_obj
def forget(session: Session, text: str, profile: str | None, yes: bool) -> int:
    """Delete what holds every word of `text`, what is not true too, once that is certain."""
    with memory_of(session, profile) as (bank, _):
        say = session.say
        certain = {one.memory.id: one.quoted for one in bank.found_to_forget(text) if one.certain}
        found = all_there(bank, bank.with_old_wordings(certain))
        untrue = [one.word for one in bank.untrue_to_forget(text) if one.certain]
        if not found and not untrue:
            streams.note(say("reflection.forget.nothing"))
            return ExitCode.FAILED
        return delete_if_sure(bank, found, say, sure=yes, shown=len(found), untrue=untrue, quoted=certain)
