"""`siliconfriend export`: profiles as a MemoryBank file."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from siliconfriend.cli import options, streams
from siliconfriend.cli.elsewhere import elsewhere
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words
from siliconfriend.places import write_privately

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siliconfriend.memory.records import Profile


def command(say: Words) -> Command:
    """The subcommand."""
    return Command(
        "export", say, export, [options.file_argument(say), options.profile_option(say, multiple=True)], "export"
    )


@click.pass_obj
def export(session: Session, file: str, profile: Sequence[str]) -> int:
    """Write the profiles, whole or not at all; of everybody those who cannot be read are spoken of on stderr."""
    from siliconfriend.cli.failures import exit_code, sentence
    from siliconfriend.cli.person import unreadable
    from siliconfriend.cli.progress import bar, counting_to
    from siliconfriend.memory.exchange import write_out
    from siliconfriend.opening import open_bank

    settings = session.settings_of()
    if file != "-":
        elsewhere(file)
    names = profile or ([session.profile] if session.profile else [])
    records = {}
    for person in _chosen(names):
        title = session.say("cli.progress.exporting", name=person.name)
        with closing(open_bank(person, settings)) as bank, bar(title) as tell, bank.as_if_deleted():
            turns = bank.counts().turns
            tell(0, turns)
            records[person.name] = write_out(bank, counting_to(turns, tell))
    write(file, json.dumps(records, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n")
    if file != "-":
        streams.note(session.say("cli.export.done", names=", ".join(records), file=file))
    code = 0
    for error in () if names else unreadable():
        streams.note(sentence(session.say, error))
        code = exit_code(error)
    return code


def _chosen(names: Sequence[str]) -> list[Profile]:
    """The people named, or without names everybody.

    Raises:
        MemoryBankError: one of them, or anybody at all, is unknown.
    """
    from siliconfriend.cli.person import NobodyKnownError, known, unreadable
    from siliconfriend.opening import open_profiles

    people = [known(name) for name in names] or open_profiles().list()
    if not people:
        raise next(unreadable(), None) or NobodyKnownError()
    return people


def write(file: str, content: bytes) -> None:
    """Write `content` to `file`, or to stdout.

    Raises:
        MemoryBankError: the file cannot be written; an older one of that name is as it was.
        BrokenPipeError: nobody reads stdout any more.
    """
    from siliconfriend.memory.records import MemoryBankError

    if file == "-" and sys.stdout.isatty():
        streams.result(content.decode())
        return
    if file == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a pipe or a device: nothing to be replaced
        else:
            write_privately(path.resolve(), content)
    except OSError as error:
        raise MemoryBankError("file_unwritable", file=file, detail=error.strerror) from error
