"""`siliconfriend memory list`."""

from __future__ import annotations

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.memory_words import retention
from siliconfriend.cli.numbers import Whole
from siliconfriend.cli.pages import Command
from siliconfriend.cli.remembering import memory_of
from siliconfriend.cli.session import Session
from siliconfriend.cli.tables import Column, show
from siliconfriend.language import Words
from siliconfriend.memory.records import Kind, MemoryState
from siliconfriend.tui.visible import one_line

SHOWN = 20
KINDS = [kind.value for kind in Kind]
STATES = [state.value for state in MemoryState]


def command(say: Words) -> Command:
    """The subcommand."""
    return Command(
        "list",
        say,
        list_,
        [
            options.profile_option(say),
            options.option(say, "kind", type=click.Choice(KINDS), metavar="|".join(KINDS)),
            options.option(say, "state", type=click.Choice(STATES), metavar="|".join(STATES)),
            options.option(say, "limit", type=Whole(min=1), default=SHOWN, metavar="N"),
            options.option(say, "before", type=Whole(min=1), metavar="ID"),
            options.json_option(say),
        ],
        "memory_list",
    )


@click.pass_obj
def list_(
    session: Session,
    profile: str | None,
    kind: str | None,
    state: str | None,
    limit: int,
    before: int | None,
    as_json: bool,
) -> None:
    """Print memories, the newest first."""
    from siliconfriend.companion import local_now

    now = local_now()
    with memory_of(session, profile, "forgetting") as (bank, _):
        if before is not None:
            bank.memory(before)  # raises, if there is none to go on from
        found = bank.list_memories(
            kind=Kind(kind) if kind else None,
            state=MemoryState(state) if state else None,
            limit=limit,
            before=before,
        )
        factors = bank.verdicts()
    say = session.say
    if as_json:
        shaped = [shapes.memory(one, bank.curve, now, factors.get(one.id, 1.0)) for one in found]
        streams.result(shapes.line({"memories": shaped}))
    elif not found:
        streams.note(say("cli.memory_list.nothing"))
    else:
        columns = [
            Column(say("cli.memory.id"), "number"),
            Column(say("cli.memory.date")),
            Column(say("cli.memory.kind")),
            Column(say("cli.memory.left"), "number"),
            Column(say("cli.memory.text"), "text"),
        ]
        show(
            columns,
            (
                (
                    str(one.id),
                    one.day.isoformat(),
                    say(f"cli.kind.{one.kind.value}"),
                    retention(say, bank.curve, one, now, factors.get(one.id, 1.0)),
                    one_line(one.query),
                )
                for one in found
            ),
        )
        if len(found) == limit:
            streams.note(say("cli.memory_list.more", id=found[-1].id))
