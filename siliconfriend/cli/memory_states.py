"""`siliconfriend memory pin`, `unpin`, `fade` and `restore`: moving memories by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from siliconfriend.cli import options, streams
from siliconfriend.cli.memory_words import all_there, ids_argument
from siliconfriend.cli.pages import Command
from siliconfriend.cli.remembering import memory_of
from siliconfriend.cli.session import Session
from siliconfriend.language import Words

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank

Move = Callable[["Bank", Iterable[int], datetime], None]


def pin(say: Words) -> Command:
    """`memory pin`: never to fade."""
    return _command(say, "pin", lambda bank, ids, now: bank.pin(ids, now))


def unpin(say: Words) -> Command:
    """`memory unpin`: on the curve again."""
    return _command(say, "unpin", lambda bank, ids, now: bank.unpin(ids, now))


def fade(say: Words) -> Command:
    """`memory fade`: into the archive."""
    return _command(say, "fade", lambda bank, ids, now: bank.archive(ids, now))


def restore(say: Words) -> Command:
    """`memory restore`: back out of it."""
    return _command(say, "restore", lambda bank, ids, now: bank.restore(ids, now))


def _command(say: Words, name: str, move: Move) -> Command:
    @click.pass_obj
    def change(session: Session, ids: Sequence[int], profile: str | None) -> None:
        from siliconfriend.companion import local_now

        with memory_of(session, profile) as (bank, _):
            before = all_there(bank, ids)
            move(bank, [one.id for one in before], local_now())
            changed = sum(bank.memory(one.id).state is not one.state for one in before)
        streams.note(session.say(f"cli.memory_{name}.done", count=changed))

    return Command(name, say, change, [ids_argument(say), options.profile_option(say)], f"memory_{name}")
