"""`siliconfriend memory delete`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from siliconfriend.cli import options, streams
from siliconfriend.cli.confirming import agreed, yes_option
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.memory_words import SAMPLES, all_there, ids_argument, sample
from siliconfriend.cli.pages import Command
from siliconfriend.cli.remembering import memory_of
from siliconfriend.cli.session import Session
from siliconfriend.language import Words


def command(say: Words) -> Command:
    """The subcommand."""
    params = [ids_argument(say), options.profile_option(say), yes_option(say)]
    return Command("delete", say, delete, params, "memory_delete")


@click.pass_obj
def delete(session: Session, ids: Sequence[int], profile: str | None, yes: bool) -> int:
    """Delete memories and the words they were made from, once that is certain."""
    with memory_of(session, profile) as (bank, _):
        say, found = session.say, all_there(bank, ids)
        samples = [f"  {sample(one)}" for one in found[:SAMPLES]] + ["  …"] * (len(found) > SAMPLES)
        question = say("cli.memory_delete.question", count=len(found), samples="\n".join(samples))
        if not yes and not agreed(say, question, say("cli.memory_delete.sure")):
            streams.note(say("cli.memory_delete.kept"))
            return ExitCode.FAILED
        gone = bank.delete_memories([one.id for one in found])
        bank.scrub()
    streams.note(say("cli.memory_delete.done", count=gone))
    return ExitCode.FINE
