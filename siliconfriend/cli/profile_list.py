"""`siliconfriend profile list`."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.memory.records import Counts, Profile


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("list", say, list_, [options.json_option(say)], "profile_list")


@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """Print who is known, by name."""
    from siliconfriend.opening import open_bank, open_profiles

    settings = session.settings()
    people = []
    for person in open_profiles().list():
        with closing(open_bank(person, settings)) as bank:
            people.append((person, bank.counts()))
    if as_json:
        streams.result(shapes.line({"profiles": [shapes.profile(*one) for one in people]}))
    elif people:
        _print_table(people, session.say)
    else:
        streams.note(session.say("errors.nobody_known"))


def _print_table(people: list[tuple[Profile, Counts]], say: Words) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("name", "language", "created"):
        table.add_column(say(f"cli.profile_list.{heading}"))
    for heading in ("turns", "memories", "faded"):
        table.add_column(say(f"cli.profile_list.{heading}"), justify="right")
    for person, counts in people:
        table.add_row(
            Text(one_line(person.name)),
            person.language.value,
            person.created.date().isoformat(),
            str(counts.turns),
            str(counts.alive + counts.pinned),
            str(counts.faded),
        )
    Console(file=sys.stdout, highlight=False).print(table)
    sys.stdout.flush()
