"""`siliconfriend profile list`."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.cli.tables import Column, show
from siliconfriend.language import Words
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.memory.records import Counts, Profile


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("list", say, list_, [options.json_option(say)], "profile_list")


@click.pass_obj
def list_(session: Session, as_json: bool) -> int:
    """Print who is known, by name; those who cannot be read are spoken of on stderr."""
    from siliconfriend.cli.failures import exit_code, sentence
    from siliconfriend.cli.person import unreadable
    from siliconfriend.opening import open_bank, open_profiles

    settings = session.settings_of()
    people = []
    for person in open_profiles().list():
        with closing(open_bank(person, settings)) as bank:
            people.append((person, bank.counts()))
    if as_json:
        streams.result(shapes.line({"profiles": [shapes.profile(*one) for one in people]}))
    elif people:
        _print_table(people, session.say)
    code = 0
    for error in unreadable():
        streams.note(sentence(session.say, error))
        code = exit_code(error)
    if not (people or code or as_json):
        streams.note(session.say("errors.nobody_known"))
    return code


def _print_table(people: list[tuple[Profile, Counts]], say: Words) -> None:
    columns = [
        Column(say("cli.profile_list.name"), "text"),
        Column(say("cli.profile_list.language")),
        Column(say("cli.profile_list.created")),
        *(Column(say(f"cli.profile_list.{heading}"), "number") for heading in ("turns", "memories", "faded")),
    ]
    show(
        columns,
        (
            (
                one_line(person.name),
                say(f"settings.value.{person.language.value}"),
                person.created.date().isoformat(),
                str(counts.turns),
                str(counts.alive + counts.pinned),
                str(counts.faded),
            )
            for person, counts in people
        ),
    )
