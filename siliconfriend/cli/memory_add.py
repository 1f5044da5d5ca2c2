"""`siliconfriend memory add`: a note to be remembered."""

from __future__ import annotations

import sys

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.pages import Command
from siliconfriend.cli.remembering import memory_of
from siliconfriend.cli.session import Session
from siliconfriend.language import Words


def command(say: Words) -> Command:
    """The subcommand."""
    text = click.Argument(["text"], metavar=say("cli.page.text"))
    return Command("add", say, add, [text, options.profile_option(say), options.json_option(say)], "memory_add")


@click.pass_obj
def add(session: Session, text: str, profile: str | None, as_json: bool) -> None:
    """Keep the note."""
    from siliconfriend.companion import local_now

    note, now = _from_stdin() if text == "-" else text, local_now()
    with memory_of(session, profile) as (bank, _):
        kept = bank.remember(note, now)
    if as_json:
        streams.result(shapes.line(shapes.memory(kept, bank.curve, now)))
    else:
        streams.note(session.say("cli.memory_add.done", id=kept.id))


def _from_stdin() -> str:
    """What comes on stdin.

    Raises:
        MemoryBankError: it is not UTF-8.
    """
    from siliconfriend.memory.records import MemoryBankError

    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise MemoryBankError("file_unreadable", file="-", detail="UTF-8") from error
