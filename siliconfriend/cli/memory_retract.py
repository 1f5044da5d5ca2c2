"""`siliconfriend memory retract`: what is not true of a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from siliconfriend.cli import options, streams
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.numbers import Whole
from siliconfriend.cli.pages import Command
from siliconfriend.cli.remembering import memory_of
from siliconfriend.cli.session import Session
from siliconfriend.language import Words, how_many

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank

NUMBER = re.compile(r"\s*([0-9]{1,18})\s*")


def command(say: Words) -> Command:
    """The subcommand."""
    params = [
        click.Argument(["text"], metavar=say("cli.page.text"), required=False),
        click.Option(["--undo"], type=Whole(min=1), metavar="N", help=say("reflection.retract.undo")),
        options.profile_option(say),
    ]
    return Command("retract", say, retract, params, "retract", part="reflection")


@click.pass_obj
def retract(session: Session, text: str | None, undo: int | None, profile: str | None) -> int:
    """Keep that `text` is not true, or what the memory of that number says; take that back, or list it all."""
    from siliconfriend.companion import local_now
    from siliconfriend.memory.denying import denies

    if text is not None and undo is not None:
        raise click.UsageError(session.say("reflection.retract.both"))
    with memory_of(session, profile) as (bank, _):
        say = session.say
        if undo is not None:
            gone = bank.unretract([undo])
            bank.scrub()
            streams.note(say("reflection.retract.undone" if gone else "reflection.retract.missing"))
            return ExitCode.FINE if gone else ExitCode.FAILED
        if text is not None:
            text = _meant(bank, text)
            told = bank.told(text)
            kept = bank.retract(text, local_now())
            bank.scrub()
            silent, gone = len(told.memories), len(told.sentences)
            streams.note(say("reflection.retract.done", id=kept.id, text=kept.text))
            streams.note(say(f"reflection.retracting.taken.{how_many(gone)}", count=gone))
            streams.note(say(f"reflection.retract.memories.{how_many(silent)}", count=silent, id=kept.id))
            if denies(text):
                streams.note(say("reflection.retract.denies", id=kept.id))
            return ExitCode.FINE
        for one in bank.retracted():
            streams.result(f"{one.id}  {one.text}\n")
        if not bank.retracted():
            streams.note(say("reflection.retract.none"))
    return ExitCode.FINE


def _meant(bank: Bank, text: str) -> str:
    """The words of the memory whose number `text` is, or `text` itself.

    Raises:
        MemoryBankError: it is a number, and of no memory.
    """
    number = NUMBER.fullmatch(text)
    return bank.memory(int(number[1])).query if number else text
