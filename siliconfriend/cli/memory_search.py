"""`siliconfriend memory search`: looking through memories, by words and by meaning. Changes nothing but caches."""

from __future__ import annotations

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.memory_words import retention
from siliconfriend.cli.numbers import Whole
from siliconfriend.cli.pages import Command
from siliconfriend.cli.remembering import finding_by_meaning, memory_of
from siliconfriend.cli.session import Session
from siliconfriend.cli.tables import Column, show
from siliconfriend.language import Words

SHOWN = 20


def command(say: Words) -> Command:
    """The subcommand."""
    return Command(
        "search",
        say,
        search,
        [
            click.Argument(["text"], metavar=say("cli.page.text")),
            options.profile_option(say),
            click.Option(["--faded"], is_flag=True, help=say("cli.options.faded")),
            options.option(say, "limit", type=Whole(min=1), default=SHOWN, metavar="N"),
            options.json_option(say),
        ],
        "memory_search",
    )


@click.pass_obj
def search(session: Session, text: str, profile: str | None, faded: bool, limit: int, as_json: bool) -> None:
    """Print the memories that hold the words, or are near to them in meaning, best first."""
    from siliconfriend.companion import local_now

    now = local_now()
    opened = memory_of(session, profile, "memory", "forgetting")
    with opened as (bank, settings), finding_by_meaning(bank, settings, session.say):
        factors = bank.verdicts()
        wanted = text.encode("utf-8", "replace").decode()
        likely = bank.memories_like(wanted, faded=faded, limit=limit)
    found = [(one, factors.get(one.memory.id, 1.0)) for one in likely]
    say = session.say
    if as_json:
        shaped = [
            shapes.memory(one.memory, bank.curve, now, factor) | {"score": one.score} for one, factor in found
        ]
        streams.result(shapes.line({"memories": shaped}))
    elif not found:
        streams.note(say("cli.memory_search.nothing"))
    else:
        columns = [
            Column(say("cli.memory.id"), "number"),
            Column(say("cli.memory.date")),
            Column(say("cli.memory.left"), "number"),
            Column(say("cli.memory.text"), "text"),
        ]
        show(
            columns,
            (
                (
                    str(one.memory.id),
                    one.memory.day.isoformat(),
                    retention(say, bank.curve, one.memory, now, factor),
                    one.memory.text,
                )
                for one, factor in found
            ),
        )
