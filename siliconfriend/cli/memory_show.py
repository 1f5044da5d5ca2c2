"""`siliconfriend memory show`: everything about one memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.numbers import Whole
from siliconfriend.cli.pages import Command
from siliconfriend.cli.remembering import memory_of
from siliconfriend.cli.session import Session
from siliconfriend.language import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.records import Memory, Turn

MOMENT = "%Y-%m-%d %H:%M"


def command(say: Words) -> Command:
    """The subcommand."""
    id_ = click.Argument(["id_"], metavar=say("cli.page.id"), type=Whole(min=1))
    return Command("show", say, show, [id_, options.profile_option(say), options.json_option(say)], "memory_show")


@click.pass_obj
def show(session: Session, id_: int, profile: str | None, as_json: bool) -> None:
    """Print the memory, what is left of it now, and when it will fade."""
    from siliconfriend.companion import local_now

    now = local_now()
    with memory_of(session, profile, "forgetting") as (bank, _):
        memory = bank.memory(id_)
        turn = bank.dialogue.get(memory.turn) if memory.turn is not None else None
        factor = bank.verdicts().get(id_, 1.0)
    if as_json:
        shape = shapes.memory(memory, bank.curve, now, factor)
        shape |= {"query": memory.query, "response": memory.response}
        more = {"model": turn.model, "reply": turn.state.value} if turn else {"model": None, "reply": None}
        streams.result(shapes.line(shape | more))
        return
    for line in _lines(session.say, memory, turn, bank.curve, now, factor):
        streams.result(line + "\n")


def _lines(say: Words, one: Memory, turn: Turn | None, curve: Curve, now: datetime, factor: float) -> Iterator[str]:
    def told(name: str, **values: object) -> str:
        return say(f"cli.memory_show.{name}", **values)

    yield told("heading", id=one.id, kind=say(f"cli.kind.{one.kind.value}"), date=one.day.isoformat())
    if one.index is not None:
        yield told("place", place=one.index + 1)
    yield told("state", state=say(f"cli.state.{one.state.value}"))
    if factor == 0:
        yield told("silenced")
    elif factor < 1:
        yield told("lowered", percent=round(factor * 100))
    left = curve.retention(one.strength, one.last_recall, now)
    yield told("strength", strength=f"{one.strength:g}", retention=f"{left:.1%}")
    yield told("formed", formed=_moment(one.formed), last_recall=_moment(one.last_recall))
    fades = shapes.fades_at(one, curve)
    if fades is not None and fades <= now:
        yield told("fades_next")
    elif fades is not None:
        yield told("fades", fades=_moment(fades))
    elif one.state.value == "alive":
        yield told("never" if not curve.enabled else "far_away")
    if turn is not None and turn.model:
        yield told("answered", model=turn.model, state=say(f"cli.reply.{turn.state.value}"))
    yield ""
    yield one.query
    if one.response:
        yield ""
        yield one.response


def _moment(moment: datetime) -> str:
    return moment.astimezone().strftime(MOMENT)
