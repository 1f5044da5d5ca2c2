"""`siliconfriend memory forget`: what is remembered about something, deleted for good."""

from __future__ import annotations

import click

from siliconfriend.cli import options, streams
from siliconfriend.cli.confirming import agreed, yes_option
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.memory_words import SAMPLES, sample
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
    """Delete what holds every word of `text`, once that is certain."""
    with memory_of(session, profile) as (bank, _):
        say = session.say
        found = [one.memory for one in bank.found_to_forget(text) if one.certain]
        if not found:
            streams.note(say("reflection.forget.nothing"))
            return ExitCode.FAILED
        shown = found if not yes else found[:SAMPLES]
        samples = [f"  {sample(one)}" for one in shown] + ["  …"] * (len(found) > len(shown))
        question = say("cli.memory_delete.question", count=len(found), samples="\n".join(samples))
        if not yes and not agreed(say, question, say("cli.memory_delete.sure")):
            streams.note(say("cli.memory_delete.kept"))
            return ExitCode.FAILED
        gone = bank.delete_memories([one.id for one in found])
        bank.scrub()
    streams.note(say("cli.memory_delete.done", count=gone))
    return ExitCode.FINE
