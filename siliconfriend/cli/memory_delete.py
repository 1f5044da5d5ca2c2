"""`siliconfriend memory delete`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from siliconfriend.cli import options
from siliconfriend.cli.confirming import yes_option
from siliconfriend.cli.deleting import delete_if_sure
from siliconfriend.cli.memory_words import SAMPLES, all_there, ids_argument
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
        found = all_there(bank, bank.with_old_wordings(ids))
        return delete_if_sure(bank, found, session.say, sure=yes, shown=SAMPLES)
