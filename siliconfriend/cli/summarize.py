"""`siliconfriend summarize`: days in brief and the portrait, brought up to date."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.moment import Moment
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from siliconfriend.memory.records import Profile
    from siliconfriend.models.base import ChatModel
    from siliconfriend.reflection.progress import Step
    from siliconfriend.reflection.reflector import Reflected, Reflector
    from siliconfriend.settings import Settings


def command(say: Words) -> Command:
    """The subcommand."""
    params = [
        options.profile_option(say),
        click.Option(["--all", "everybody"], is_flag=True, help=say("reflection.options.all")),
        click.Option(["--since"], type=Moment(say), metavar="DATE", help=say("reflection.options.since")),
        options.option(say, "model", metavar=say("cli.page.name")),
        options.option(say, "base-url", metavar="URL"),
        options.json_option(say),
    ]
    return Command("summarize", say, summarize, params, "summarize", part="reflection")


@click.pass_obj
def summarize(
    session: Session,
    /,
    profile: str | None,
    everybody: bool,
    since: datetime | None,
    as_json: bool,
    **flags: Any,
) -> None:
    """Reflect on everybody chosen. Ctrl+C leaves the rest for the next time; what is done is kept."""
    from siliconfriend.models.catalog import open_model

    if everybody and profile:
        raise click.UsageError(session.say("reflection.summarize.both"))
    session.flags |= options.as_flags(flags)
    settings = session.settings()
    people = _people(session, profile, everybody)
    open_model(settings.chat)  # raises before anything is opened
    outcome: list[dict[str, Any]] = []
    for person in people:
        reflected = _reflect(session, person, settings, since.date() if since else None)
        spent = reflected.spent
        outcome.append(
            {
                "name": person.name,
                "days": reflected.days,
                "parts": reflected.parts,
                "calls": spent.calls,
                "tokens_sent": spent.sent,
                "tokens_received": spent.received,
            }
        )
        if not as_json:
            amounts = {name: _counted(session.say, name, outcome[-1][name]) for name in ("days", "parts", "calls")}
            streams.told(session.say(_told(reflected), **outcome[-1] | amounts))
    if as_json:
        streams.result(shapes.line({"profiles": outcome}))


def _told(reflected: Reflected) -> str:
    if not reflected.days and not reflected.parts:
        return "reflection.summarize.nothing"
    return "reflection.summarize.done" if reflected.spent.calls else "reflection.summarize.extracted"


def _counted(say: Words, what: str, count: int) -> str:
    return say(f"reflection.summarize.{what}_one" if count == 1 else f"reflection.summarize.{what}", count=count)


def _people(session: Session, profile: str | None, everybody: bool) -> list[Profile]:
    """Whom to reflect on.

    Raises:
        MemoryBankError: there is nobody, or one of everybody cannot be opened.
    """
    from siliconfriend.cli.person import NobodyKnownError, known_or_latest, unreadable
    from siliconfriend.opening import open_profiles

    if not everybody:
        return [known_or_latest(profile or session.profile, session.say)]
    people = open_profiles().list()
    if not people:
        raise next(unreadable(), None) or NobodyKnownError()
    return people


def _reflect(session: Session, person: Profile, settings: Settings, since: date | None) -> Reflected:
    import asyncio

    from siliconfriend.cli.progress import bar
    from siliconfriend.cli.remembering import embed_everything
    from siliconfriend.companion import local_now
    from siliconfriend.models.catalog import open_model
    from siliconfriend.opening import open_bank
    from siliconfriend.reflection.reflector import Reflector

    say = session.speak_to(person.language, settings)
    model = open_model(settings.chat)
    with closing(open_bank(person, settings)) as bank:
        _announce(say, person, model)
        with bar(say("reflection.summarize.title", name=person.name)) as tell:
            reflector = Reflector(bank, model, settings, local_now)
            reflected = asyncio.run(_run(reflector, model, since, _teller(say, tell)))
        if reflected.days:
            embed_everything(bank, settings, say)
    return reflected


async def _run(
    reflector: Reflector, model: ChatModel, since: date | None, tell: Callable[[Step], object]
) -> Reflected:
    try:
        return await reflector.run(since=since, renew=True, tell=tell)
    finally:
        await model.close()


def _announce(say: Words, person: Profile, model: ChatModel) -> None:
    from siliconfriend.tui.destination import called, destination

    where, who = destination(say, model.destination), called(say, model.name)
    streams.note(say("reflection.summarize.begins", name=person.name, model=who, where=where))


def _teller(say: Words, tell: Callable[[int, int], None]) -> Callable[[Step], None]:
    def told(step: Step) -> None:
        tell(step.done, step.total)
        if step.waiting:
            streams.note(say("reflection.summarize.waiting", seconds=round(step.waiting)))

    return told
