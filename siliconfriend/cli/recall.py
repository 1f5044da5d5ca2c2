"""`siliconfriend recall`: which memories a question brings back. Changes nothing but caches."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.moment import Moment
from siliconfriend.cli.numbers import Whole
from siliconfriend.cli.pages import Command
from siliconfriend.cli.remembering import finding_by_meaning, memory_of
from siliconfriend.cli.session import Session
from siliconfriend.cli.tables import Column, show
from siliconfriend.language import Words

if TYPE_CHECKING:
    from siliconfriend.memory.records import Recollection


PLACES = 4
"""One place in so many is for a day in brief."""


def command(say: Words) -> Command:
    """The subcommand."""
    return Command(
        "recall",
        say,
        recall,
        [
            click.Argument(["question"], metavar=say("cli.page.question")),
            options.profile_option(say),
            options.option(say, "top-k", type=Whole(min=1), metavar="N"),
            options.option(say, "now", type=Moment(say), metavar=say("cli.page.date")),
            options.json_option(say),
        ],
        "recall",
    )


@click.pass_obj
def recall(
    session: Session, question: str, profile: str | None, top_k: int | None, now: datetime | None, as_json: bool
) -> None:
    """Print the memories, best first."""
    from siliconfriend.companion import local_now

    asked = question.encode("utf-8", "replace").decode()
    opened = memory_of(session, profile, "memory", "forgetting")
    with opened as (bank, settings), finding_by_meaning(bank, settings, session.say):
        wanted = top_k or settings.memory.top_k
        found = _within(bank.recall(asked, k=wanted, now=now or local_now(), days=wanted // PLACES), wanted)
    if as_json:
        streams.result(shapes.line({"memories": [shapes.recollection(one) for one in found]}))
    elif found:
        _print_table(found, session.say)
    else:
        streams.note(session.say("cli.recall.nothing"))


def _within(found: list[Recollection], wanted: int) -> list[Recollection]:
    """Of what was asked for with some days in brief, `wanted`: the days that have to do with it, and the best."""
    from siliconfriend.memory.ranking import relevant

    days = [one for one in found[wanted:] if relevant(one)]
    return [*found[: wanted - len(days)], *days]


def _print_table(found: list[Recollection], say: Words) -> None:
    columns = [
        Column(say("cli.recall.date")),
        Column(say("cli.recall.score"), "number"),
        Column(say("cli.recall.text"), "text"),
        Column(say("cli.recall.why")),
    ]
    show(
        columns,
        (
            (
                one.memory.day.isoformat(),
                f"{one.score:.2f}",
                one.memory.text,
                "\n".join(f"{_word_for(part, say)} {value:.2f}" for part, value in one.why.items()),
            )
            for one in found
        ),
    )


def _word_for(part: str, say: Words) -> str:
    """What a part of the score is called; a part of recall's own making keeps its own name."""
    try:
        return say(f"cli.why.{part}")
    except KeyError:
        return part
