"""`siliconfriend recall`: which memories a question brings back. Changes nothing but caches."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.moment import Moment
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words
from siliconfriend.tui.visible import visible

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Recollection
    from siliconfriend.settings import Settings


def command(say: Words) -> Command:
    """The subcommand."""
    return Command(
        "recall",
        say,
        recall,
        [
            click.Argument(["question"], metavar=say("cli.page.question")),
            options.profile_option(say),
            options.option(say, "top-k", type=click.IntRange(min=1), metavar="N"),
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
    from siliconfriend.cli.person import known_or_latest
    from siliconfriend.companion import local_now
    from siliconfriend.opening import open_bank

    settings = session.settings()
    person = known_or_latest(profile or session.profile, session.say)
    say = session.speak_to(person.language, settings)
    with closing(open_bank(person, settings)) as bank:
        _recall_by_meaning(bank, settings, say)
        asked = question.encode("utf-8", "replace").decode()
        found = bank.recall(asked, k=top_k or settings.memory.top_k, now=now or local_now())
    if as_json:
        streams.result(shapes.line({"memories": [shapes.recollection(one) for one in found]}))
    elif found:
        _print_table(found, say)
    else:
        streams.note(say("cli.recall.nothing"))


def _recall_by_meaning(bank: Bank, settings: Settings, say: Words) -> None:
    from siliconfriend.cli.failures import sentence
    from siliconfriend.cli.progress import WORTH_A_BAR, bar, until_interrupted
    from siliconfriend.memory.records import MemoryBankError
    from siliconfriend.opening import attach_embedder

    try:
        attach_embedder(bank, settings)
        with bar(say("cli.progress.embedding"), WORTH_A_BAR) as tell, until_interrupted() as pressed:
            bank.embed_missing(progress=tell, stop=pressed)
    except MemoryBankError as error:
        streams.note(sentence(say, error))


def _print_table(found: list[Recollection], say: Words) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("cli.recall.date"), no_wrap=True)
    table.add_column(say("cli.recall.score"), justify="right", no_wrap=True)
    table.add_column(say("cli.recall.text"), ratio=1, overflow="fold")
    table.add_column(say("cli.recall.why"), no_wrap=True)
    for one in found:
        why = "\n".join(f"{_word_for(part, say)} {value:.2f}" for part, value in one.why.items())
        table.add_row(one.memory.day.isoformat(), f"{one.score:.2f}", Text(visible(one.memory.text)), Text(why))
    Console(file=sys.stdout, highlight=False).print(table)
    sys.stdout.flush()


def _word_for(part: str, say: Words) -> str:
    """What a part of the score is called; a part of recall's own making keeps its own name."""
    try:
        return say(f"cli.why.{part}")
    except KeyError:
        return part
